"""How deliveries end: by verdict, by answer, without an answer, and when they are due again."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import homeroom
from homeroom.connectors.writes import Outcome, Receipt
from homeroom.errors import RetryLater
from homeroom.issues.catalogue import ENTRIES
from homeroom.issues.deliveries import DELIVERY_ENTRIES
from homeroom.issues.posted import POSTED_ENTRIES
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Send
from homeroom.push.lanes import endings
from homeroom.push.lanes.deliver import Sent
from homeroom.store.deliveries import Ending
from tests.unit.push.cases import delivery, result

SEND = Send(result(), {"converted": "85 % of 10 points = 8.5 points"})


@pytest.mark.parametrize(
    ("verdict", "sent", "state", "code"),
    [
        (Refuse("result.below_minimum", {"score": "1"}), {}, "refused", "result.below_minimum"),
        (Hold("result.cleared", {"score": "8"}), {}, "held", "result.cleared"),
        (Leave("unscored"), {}, "dropped", None),
        (Leave("unscored"), {"id": "x"}, "delivered", None),
    ],
    ids=["refuse", "hold", "leave", "leave-what-was-sent"],
)
def test_a_verdict_decides_the_state(
    verdict: Refuse | Hold | Leave, sent: dict[str, Any], state: str, code: str | None
) -> None:
    ending = endings.not_sent(delivery(sent=sent), verdict)
    assert (ending.state, ending.code) == (state, code)
    assert ending.sent is None, "what the target took stays as it was"


def test_a_stored_answer_is_a_receipt_with_notes_and_content() -> None:
    answer = Receipt(id="x", outcome=Outcome.STORED, status=201)
    ending = endings.received(delivery(), SEND, answer, {"id": "x"})
    assert (ending.state, ending.code) == ("delivered", None)
    assert ending.sent == {"id": "x"}
    assert ending.notes == SEND.notes


def test_a_refusal_keeps_the_targets_words_and_waits_a_day() -> None:
    answer = Receipt(id="x", outcome=Outcome.REFUSED, status=422, code="invaliddata", words="no")
    ending = endings.received(delivery(baseline={"score": "8"}), SEND, answer, {"id": "x"})
    assert (ending.state, ending.code) == ("refused", "target.refused")
    assert ending.facts == {"status": 422, "said": "invaliddata no"}
    assert ending.wait == endings.A_DAY
    assert ending.sent is None
    assert ending.baseline == {"score": "8"}, "the target shows what it showed before"


def test_unchanged_content_sends_nothing_and_counts_apart() -> None:
    sent = Sent()
    sent.add(endings.unchanged(delivery(), SEND))
    sent.add(endings.received(delivery(), SEND, Receipt(id="x", outcome=Outcome.STORED), {}))
    assert (sent.delivered, sent.unchanged) == (1, 1)


@pytest.mark.parametrize(
    ("state", "counted"),
    [
        ("refused", "refused"),
        ("held", "held"),
        ("conflict", "held"),
        ("waiting", "later"),
        ("dropped", None),
    ],
)
def test_every_state_is_counted_once(state: str, counted: str | None) -> None:
    sent = Sent()
    sent.add(Ending(delivery=delivery(), state=state))
    found = {name: getattr(sent, name) for name in sent.__struct_fields__}
    assert found == {name: int(name == counted) for name in found}


@pytest.mark.parametrize(
    ("attempts", "asked", "seconds"),
    [
        (0, None, 5),
        (1, None, 5),
        (2, None, 10),
        (4, None, 40),
        (8, None, 640),
        (9, None, 900),
        (500, None, 900),
        (1, 3.0, 5),
        (1, 60.0, 60),
        (3, 60.0, 60),
        (500, 1000.0, 1000),
        (1, 999_999.0, 86_400),
    ],
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_honours_retry_after(
    attempts: int, asked: float | None, seconds: float
) -> None:
    assert endings.backoff(attempts, asked) == seconds


def test_a_try_without_an_answer_waits_and_says_why() -> None:
    ending = endings.lost(delivery(attempts=2), RetryLater("It is busy.", after=30))
    assert (ending.state, ending.code) == ("waiting", "target.unreachable")
    assert ending.facts == {"said": "It is busy."}
    assert ending.wait == 30


def test_what_was_accepted_and_does_not_show_is_sent_again() -> None:
    ending = endings.not_stored(delivery(attempts=3), {"score": "8"})
    assert (ending.state, ending.code, ending.wait) == ("waiting", "target.not_stored", 20)
    assert (ending.sent, ending.wrote, ending.known) == (None, {"score": "8"}, False)


def test_what_was_accepted_and_could_not_be_seen_stays_open() -> None:
    problem = RetryLater("It is busy.", after=30)
    ending = endings.not_seen(delivery(attempts=1), {"score": "8"}, problem)
    assert (ending.state, ending.code, ending.wait) == ("waiting", "target.not_seen", 30)
    assert ending.facts == {"said": "It is busy."}
    assert (ending.sent, ending.wrote, ending.known) == (None, {"score": "8"}, False)


@pytest.mark.parametrize(("state", "wrote"), [("waiting", {"score": "8"}), ("refused", None)])
def test_only_without_an_answer_may_a_write_be_there(
    state: str, wrote: dict[str, str] | None
) -> None:
    ending = Ending(delivery=delivery(), state=state)
    assert endings.perhaps_there(ending, {"score": "8"}).wrote == wrote


def test_the_digest_knows_content_and_not_the_moment() -> None:
    now = datetime(2026, 10, 7, tzinfo=UTC)
    same = endings.digest_of(result("8", date_last_modified=now))
    assert same == endings.digest_of(result("8"))
    for other in (result("8.5"), result(None), result("8", late=True), result("8", late=False)):
        assert endings.digest_of(other) != same


def test_more_digits_make_another_digest() -> None:
    long = Decimal("8.00000000000000000000000000001")
    assert endings.digest_of(result(str(long))) != endings.digest_of(result("8"))


SOURCE = Path(homeroom.__file__).parent
SPOKEN = sorted(
    code
    for path in [
        *(SOURCE / "push").rglob("*.py"),
        SOURCE / "store" / "parked.py",
        SOURCE / "store" / "posting.py",
    ]
    for code in re.findall(
        r'"((?:result|line_item|item|conflict|delete|parent|posted|target)\.\w+)"',
        path.read_text(encoding="utf-8"),
    )
)  # fmt: skip


@pytest.mark.parametrize("code", dict.fromkeys(SPOKEN))
def test_whatever_keeps_a_delivery_back_has_words_and_a_way_out(code: str) -> None:
    assert ENTRIES[code].words
    assert ENTRIES[code].fix


def test_the_catalogue_knows_no_delivery_code_that_nobody_says() -> None:
    assert {one.code for one in (*DELIVERY_ENTRIES, *POSTED_ENTRIES)} <= set(SPOKEN)
