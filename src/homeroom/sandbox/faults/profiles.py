"""The table of faults: what each one does, to which requests, and how often at most."""

from typing import Literal

from msgspec import Struct

from homeroom.sandbox.faults import busy, credentials, pages
from homeroom.sandbox.faults.hit import Act

# What a profile looks at: one request at a time, or a whole reading of a collection, which begins
# with every request for its first page.
Takes = Literal["any", "bearer", "token", "read", "write", "reading"]
Unit = Literal["", "seconds", "records", "requests"]


class Profile(Struct, frozen=True):
    """A fault. `share` of the requests are hit, each at most `times` (0: always, as it harms no
    client that looks), and all together at most `most` (0: no bound).

    `value` is what NAME=VALUE sets, in `unit`; "requests" are let pass before the fault begins.
    """

    name: str
    words: str
    act: Act
    takes: Takes
    share: float = 1.0
    times: int = 1
    most: int = 0
    unit: Unit = ""
    value: float = 0


_SHIFTED = "once for every collection and filter"

_TABLE = (
    Profile(
        "unauthorized",
        "401 in the middle of a run: the token of a request is refused from then on",
        credentials.withdraw_token,
        "bearer",
        share=0.3,
    ),
    Profile(
        "brief-tokens",
        "three times a token has only 4 seconds left, and is given again until it ends",
        credentials.give_brief_token,
        "token",
        most=3,
        times=3,
        unit="seconds",
        value=4,
    ),
    Profile(
        "secret-changed",
        "after 10 requests the client secret is renewed, once; the old one and its tokens end",
        credentials.change_secret,
        "bearer",
        most=1,
        unit="requests",
        value=10,
    ),
    Profile(
        "minimal-errors",
        "error bodies say nothing but failure, as with --minimal-errors",
        credentials.say_little,
        "any",
        times=0,
    ),
    Profile(
        "too-many",
        "429 with Retry-After in seconds (1), four times at most",
        busy.too_many,
        "any",
        share=0.3,
        most=4,
        unit="seconds",
        value=1,
    ),
    Profile(
        "too-many-until",
        "429 with Retry-After as a date 1 second ahead, four times at most",
        busy.too_many_until,
        "any",
        share=0.3,
        most=4,
        unit="seconds",
        value=1,
    ),
    Profile(
        "unavailable",
        "503 with a page of HTML, twice for four requests in ten",
        busy.unavailable,
        "any",
        share=0.4,
        times=2,
    ),
    Profile(
        "stall",
        "three answers come 30 seconds late; what was asked is done at once",
        busy.stall,
        "any",
        share=0.3,
        most=3,
        unit="seconds",
        value=30,
    ),
    Profile(
        "dropped",
        "the connection is closed before anything is done, twice for three requests in ten",
        busy.drop,
        "any",
        share=0.3,
        times=2,
    ),
    Profile(
        "cut-off",
        "the connection is closed in the middle of an answer, for four reads in ten",
        busy.cut_off,
        "read",
        share=0.4,
    ),
    Profile(
        "truncated",
        "half of the JSON comes as if it were all, twice for four reads in ten",
        busy.truncate,
        "read",
        share=0.4,
        times=2,
    ),
    Profile(
        "stored-but-500",
        "every second write is stored and answered with 500, once each",
        busy.store_and_fail,
        "write",
        share=0.5,
    ),
    Profile(
        "not-stored",
        "every second write is answered with 200 and not stored, once each",
        busy.accept_and_forget,
        "write",
        share=0.5,
    ),
    Profile(
        "lost-answer",
        "every second write is stored and the connection closed without an answer, once each",
        busy.lose_answer,
        "write",
        share=0.5,
    ),
    Profile(
        "shifting",
        f"a record comes to the front between the first page and the second, {_SHIFTED}",
        pages.insert_at_front,
        "reading",
    ),
    Profile(
        "shrinking",
        f"the first record goes away between the first page and the second, {_SHIFTED}",
        pages.remove_at_front,
        "reading",
    ),
    Profile(
        "repeated",
        f"instead of every page but the first the one before it comes again, {_SHIFTED}",
        pages.repeat_page,
        "reading",
    ),
    Profile(
        "clamped",
        "pages have 5 records at most, while links lead in steps of what was asked for",
        pages.clamp_limit,
        "reading",
        times=0,
        unit="records",
        value=5,
    ),
    Profile("no-filters", "filters are ignored", pages.ignore_filter, "reading", times=0),
    Profile(
        "wrong-totals",
        "X-Total-Count is that of the page, too large, too small or 0, twice for every collection",
        pages.mistake_total,
        "reading",
        times=2,
    ),
    Profile("no-totals", "X-Total-Count is absent", pages.leave_total_out, "reading", times=0),
    Profile("no-links", "the Link header is absent", pages.leave_links_out, "reading", times=0),
    Profile(
        "doubled",
        f"one record comes twice in a pull, often on two pages, {_SHIFTED}",
        pages.double_row,
        "reading",
    ),
    Profile(
        "key-order",
        "from the second reading on, records differ in the order of their members alone",
        pages.shuffle_keys,
        "reading",
        times=0,
    ),
)
PROFILES = {profile.name: profile for profile in _TABLE}
