"""Paging trusts no single signal: nothing is lost, nothing is circular, and doubt is noted."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.failures import NothingThere
from homeroom.connectors.oneroster.paging import MOST_EMPTY, REPEATED
from homeroom.connectors.oneroster.tests.scripted import Answer, Asked, Scripted, said
from homeroom.connectors.oneroster.tests.shelves import (
    PATH,
    Shelf,
    ids_of,
    names,
    no_total,
    note_of,
    proper,
    read,
)
from homeroom.errors import NeedsDistrict, RetryLater

LINK = "<http://inner.example.org/x?{}>; rel=next"


def in_steps(limit: int, offset: int, all_: int) -> str:
    """Link in steps of the limit, even where fewer records came and beyond the end."""
    return LINK.format(f"limit={limit}&offset={offset + limit}")


def in_steps_of_100(limit: int, offset: int, all_: int) -> str:
    """Link on as if the limit that was asked for had been kept."""
    return LINK.format(f"limit=100&offset={offset + 100}") if offset + limit < all_ else ""


def only_others(limit: int, offset: int, all_: int) -> str:
    """Link to the first page only."""
    return "<http://inner.example.org/x?offset=0>; rel=first"


WHOLE: dict[str, dict[str, Any]] = {
    "total": {},
    "links and total": {"link": proper},
    "links alone": {"link": proper, "total": no_total},
    "neither": {"total": no_total},
    "a clamped limit": {"most": 7},
    "a clamped limit, links": {"most": 7, "link": proper},
    "a clamped limit, links in steps of the limit": {"most": 7, "link": in_steps_of_100},
    "a clamped limit, no signal": {"most": 7, "total": no_total},
    "no next link anywhere": {"most": 7, "link": only_others, "total": no_total},
    "links beyond the end": {"most": 10, "link": in_steps},
    "the length of the page as total": {"most": 10, "total": lambda all_, here: here},
}


@pytest.mark.parametrize("manners", WHOLE.values(), ids=WHOLE.keys())
@pytest.mark.parametrize("count", [0, 1, 9, 10, 20, 35])
def test_every_record_arrives_once_and_in_order(
    server: Scripted, client: Client, manners: dict[str, Any], count: int
) -> None:
    shelf = Shelf(names(count), **manners)
    server.on(PATH, shelf)
    assert ids_of(read(client, server, 10)) == names(count)


FLAWLESS = [name for name in WHOLE if name != "the length of the page as total"]


@pytest.mark.parametrize("name", FLAWLESS)
@pytest.mark.parametrize("count", [0, 9, 20, 35])
def test_a_whole_list_carries_no_note(
    server: Scripted, client: Client, name: str, count: int
) -> None:
    server.on(PATH, Shelf(names(count), **WHOLE[name]))
    assert note_of(read(client, server, 10)) == ""


def test_the_next_page_starts_behind_what_arrived(server: Scripted, client: Client) -> None:
    shelf = Shelf(names(20), most=8, link=in_steps_of_100)
    server.on(PATH, shelf)
    read(client, server, 100)
    assert shelf.seen == [(100, 0), (100, 8), (100, 16)]


def test_no_request_is_made_once_two_signals_agree_on_the_end(
    server: Scripted, client: Client
) -> None:
    short, linked = Shelf(names(25)), Shelf(names(20), link=proper)
    for shelf in (short, linked):
        server.on(PATH, shelf)
        read(client, server, 10)
    assert [offset for _, offset in short.seen] == [0, 10, 20]
    assert [offset for _, offset in linked.seen] == [0, 10]


def test_every_page_keeps_the_query_and_links_lead_to_our_own_host(
    server: Scripted, client: Client
) -> None:
    server.on(PATH, Shelf(names(25), link=proper))
    read(client, server, 10)
    assert [one.members["sort"] for one in server.to(PATH)] == ["sourcedId"] * 3
    assert {one.headers["host"] for one in server.to(PATH)} == {server.url.removeprefix("http://")}


def test_a_cursor_is_followed_to_the_letter(server: Scripted, client: Client) -> None:
    after = {"": (["a", "b"], "x/+=1"), "x/+=1": (["c", "d"], "2"), "2": (["e"], "")}

    def answer(asked: Asked) -> Answer:
        rows, cursor = after[asked.members.get("cursor", "")]
        records = {"users": [{"sourcedId": one} for one in rows]}
        link = LINK.format("size=2&cursor=" + cursor.replace("+", "%2B"))
        return said(records, Link=link) if cursor else said(records)

    server.on(PATH, answer)
    found = read(client, server, 2)
    assert ids_of(found) == ["a", "b", "c", "d", "e"]
    assert note_of(found) == ""
    assert [one.members for one in server.to(PATH)[1:]] == [
        {"size": "2", "cursor": "x/+=1"},
        {"size": "2", "cursor": "2"},
    ]


def test_a_chain_of_cursors_that_ends_too_early_is_noticed(
    server: Scripted, client: Client
) -> None:
    first = said({"users": [{"sourcedId": "a"}]}, Link=LINK.format("cursor=1"), X_Total_Count="9")
    server.on(PATH, first, said({"users": [{"sourcedId": "b"}]}))
    found = read(client, server, 1)
    assert ids_of(found) == ["a", "b"]
    assert note_of(found) == "2 records of 9 arrived"


def test_reading_resumes_at_any_page_and_needs_nothing_but_json(
    server: Scripted, client: Client
) -> None:
    server.on(PATH, Shelf(names(35), most=8))
    whole = read(client, server, 10)
    for done, page in enumerate(whole[:-1], 1):
        kept = msgspec.json.decode(msgspec.json.encode(page.next))
        rest = read(client, server, 10, kept)
        assert ids_of(rest) == names(35)[8 * done :]
        assert note_of(rest) == ""


def test_a_server_that_ignores_the_offset_is_noticed_at_its_second_page(
    server: Scripted, client: Client
) -> None:
    shelf = Shelf(names(35), ignores_offset=True, total=no_total)
    server.on(PATH, shelf)
    found = read(client, server, 10)
    assert ids_of(found) == names(10)
    assert note_of(found) == REPEATED
    assert len(shelf.seen) == 2


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8])
def test_a_circle_of_cursors_of_any_length_ends(
    server: Scripted, client: Client, length: int
) -> None:
    place = itertools.count()

    def answer(asked: Asked) -> Answer:
        here = next(place) % length
        return said({"users": [{"sourcedId": f"p{here}"}]}, Link=LINK.format(f"cursor={here}"))

    server.on(PATH, answer)
    found = read(client, server, 1)
    assert set(ids_of(found)) == {f"p{one}" for one in range(length)}
    assert note_of(found)
    assert found[-1].next is None
    assert len(server.to(PATH)) <= 4 * length + 2


@pytest.mark.parametrize("query", ["cursor=again", "limit=10&offset={}"])
def test_empty_pages_that_link_on_for_ever_end(
    server: Scripted, client: Client, query: str
) -> None:
    place = itertools.count(10, 10)
    server.on(PATH, lambda asked: said({"users": []}, Link=LINK.format(query.format(next(place)))))
    found = read(client, server, 10)
    assert note_of(found) == "the server named another page after an empty one"
    assert len(found) == MOST_EMPTY + 1


def test_pages_that_were_sifted_empty_are_walked_through(server: Scripted, client: Client) -> None:
    changed = {"u0094", "u0097"}
    server.on(
        PATH,
        Shelf(names(100), total=no_total, link=proper, sifts=lambda one: one not in changed),
    )
    assert set(ids_of(read(client, server, 10))) == changed


def test_only_empty_pages_in_a_row_are_counted(server: Scripted, client: Client) -> None:
    kept = {"u0015", "u0031"}
    sifted = Shelf(names(33), total=no_total, link=proper, sifts=lambda one: one not in kept)
    server.on(PATH, sifted)
    assert set(ids_of(read(client, server, 1))) == kept
    assert len(sifted.seen) > MOST_EMPTY + 5


def test_an_empty_page_in_the_middle_without_a_link_is_an_end_that_is_noticed(
    server: Scripted, client: Client
) -> None:
    server.on(PATH, Shelf(names(30), sifts=lambda one: "u0010" <= one < "u0020"))
    found = read(client, server, 10)
    assert ids_of(found) == names(10)
    assert note_of(found) == "10 records of 30 arrived"


@pytest.mark.parametrize("told", [12, 30], ids=["too small", "too large"])
def test_a_wrong_total_loses_nothing(server: Scripted, client: Client, told: int) -> None:
    server.on(PATH, Shelf(names(25), total=lambda all_, here: told))
    found = read(client, server, 10)
    assert ids_of(found) == names(25)
    assert note_of(found) == ("25 records of 30 arrived" if told == 30 else "")


def test_a_link_is_followed_past_a_total_that_is_too_small(
    server: Scripted, client: Client
) -> None:
    server.on(PATH, Shelf(names(25), total=lambda all_, here: 10, link=proper))
    assert ids_of(read(client, server, 10)) == names(25)


@pytest.mark.parametrize("word", ["many", "-1", "1.5", ""])
def test_a_total_that_is_no_number_is_no_total(server: Scripted, client: Client, word: str) -> None:
    body = json.dumps({"users": [{"sourcedId": "a"}]}).encode()
    server.on(PATH, Answer(200, body, {"X-Total-Count": word}), said({"users": []}))
    [first, last] = read(client, server, 10)
    assert (first.total, first.note, last.note) == (None, "", "")


def shrinking(shelf: Shelf) -> Iterator[None]:
    yield
    shelf.ids = [one for one in shelf.ids if one != "u0003"]
    while True:
        yield


def test_a_record_that_goes_while_pages_are_read_is_noticed(
    server: Scripted, client: Client
) -> None:
    shelf = Shelf(names(25))
    step = shrinking(shelf)
    shelf.before = lambda request: next(step)
    server.on(PATH, shelf)
    found = read(client, server, 10)
    assert "u0010" not in ids_of(found)  # it moved onto the page before
    assert note_of(found) == "the total shrank from 25 to 24 while it was read"


def test_a_record_that_comes_while_pages_are_read_is_noticed_by_the_one_read_twice(
    server: Scripted, client: Client
) -> None:
    shelf = Shelf(names(25))

    def insert(request: int) -> None:
        if request == 1:
            shelf.ids = ["u0000a", *shelf.ids]

    shelf.before = insert
    server.on(PATH, shelf)
    found = read(client, server, 10)
    assert note_of(found) == "records moved from one page to the next while it was read"
    assert set(names(25)) <= set(ids_of(found))


def test_a_page_that_comes_broken_is_asked_for_again(server: Scripted, client: Client) -> None:
    whole = json.dumps({"users": [{"sourcedId": "a"}]}).encode()
    total = {"X-Total-Count": "1"}
    server.on(PATH, Answer(200, whole[:-3], total), Answer(200, whole, total))
    assert ids_of(read(client, server, 10)) == ["a"]
    server.on(PATH, Answer(200, whole[:-3]))
    with pytest.raises(RetryLater, match="cut off"):
        read(client, server, 10)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(200, b"<html>Sign in</html>"), "web page instead of records"),
        (Answer(200, b'{"users":[{"sourcedId":"\xe9"}]}'), "not UTF-8"),
        (said({"message": "Licence over"}), "without records. Licence over"),
        (said({"statusInfoSet": [{"imsx_description": "No."}]}), "without records. No."),
        (said(["a"]), "without records"),
        (said({}), "without records"),
        (said({"users": None}), "without records"),
    ],
)
def test_an_answer_that_is_no_list_is_said_and_not_taken_for_an_empty_one(
    server: Scripted, client: Client, answer: Answer, words: str
) -> None:
    server.on(PATH, answer)
    with pytest.raises(NeedsDistrict) as raised:
        read(client, server, 10)
    assert words in raised.value.message
    assert raised.value.fix


def test_warnings_before_the_records_are_not_taken_for_them(
    server: Scripted, client: Client
) -> None:
    warning = [{"imsx_codeMajor": "success", "imsx_severity": "warning"}]
    server.on(
        PATH, said({"statusInfoSet": warning, "users": [{"sourcedId": "a"}]}, X_Total_Count="1")
    )
    assert ids_of(read(client, server, 10)) == ["a"]


def test_a_list_that_is_not_there_is_no_empty_list(server: Scripted, client: Client) -> None:
    with pytest.raises(NothingThere, match=r"knows no users at this address \(404\)"):
        read(client, server, 10)


def test_records_without_ids_are_told_apart_by_their_bytes(
    server: Scripted, client: Client
) -> None:
    rows = [[{"title": "a"}], [{"title": "b"}], [{"title": "b"}]]
    server.on(PATH, *(said({"users": one}) for one in rows))
    found = read(client, server, 1)
    assert [len(page.records()) for page in found] == [1, 1, 0]
    assert note_of(found) == REPEATED
