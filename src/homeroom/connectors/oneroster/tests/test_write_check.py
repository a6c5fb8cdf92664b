"""The check of writing: one line item that is read back and deleted, whatever happens between."""

import json
from _thread import interrupt_main
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from homeroom.connectors.checks import Check, CheckState
from homeroom.connectors.oneroster.tests.scripted import DROPPED, Answer, Asked, Scripted, said
from homeroom.connectors.oneroster.tests.settings import GRADEBOOK, ONE_BASE, ROSTER, opened
from homeroom.connectors.oneroster.write_check import TITLE

NOW = datetime(2026, 10, 14, 17, 30, tzinfo=UTC)
ROOM = {
    "sourcedId": "c1",
    "title": "Algebra 1",
    "classType": "scheduled",
    "course": {"sourcedId": "k1"},
    "school": {"sourcedId": "o1"},
    "terms": [{"sourcedId": "t1"}],
}


class Gradebook:
    """The line items of a server, and what happens to requests for them on their way."""

    def __init__(self, server: Scripted, base: str = GRADEBOOK) -> None:
        self.server = server
        self.items: dict[str, bytes] = {}
        self.ever: list[dict[str, object]] = []
        for method in ("PUT", "GET", "DELETE"):
            server.on(f"{base}/lineItems/*", getattr(self, method.lower()), method=method)
        server.on(f"{base}/lineItems", said({"lineItems": []}, X_Total_Count="0"))

    def put(self, asked: Asked) -> Answer:
        self.items[asked.path] = asked.body
        self.ever.append(json.loads(asked.body)["lineItem"])
        return Answer(201)

    def get(self, asked: Asked) -> Answer:
        body = self.items.get(asked.path)
        return Answer(404) if body is None else Answer(200, body)

    def delete(self, asked: Asked) -> Answer:
        return Answer(404) if self.items.pop(asked.path, None) is None else Answer(204)

    def then(self, step: Callable[[Asked], Answer], instead: Answer) -> Callable[[Asked], Answer]:
        """Do a step and answer something else, as when the answer is lost."""

        def both(asked: Asked) -> Answer:
            step(asked)
            return instead

        return both

    def on(self, method: str, *handlers: Answer | Callable[[Asked], Answer]) -> None:
        self.server.on(f"{GRADEBOOK}/lineItems/*", *handlers, method=method)

    def tries(self, method: str) -> int:
        return len([one for one in self.server.asked if one.method == method])


@pytest.fixture
def book(server: Scripted) -> Gradebook:
    server.on(f"{ROSTER}/classes/c1", said({"class": ROOM}))
    return Gradebook(server)


def checked(server: Scripted, class_id: str = "c1", path: str = ROSTER) -> Check:
    with opened(server, path) as connection:
        [check] = connection.write_check(class_id, NOW)
    assert check.name == "writing"
    assert bool(check.fix) is (check.state is CheckState.FAILED)
    return check


def test_one_line_item_is_written_read_back_and_deleted(server: Scripted, book: Gradebook) -> None:
    check = checked(server)
    assert check.state is CheckState.PASSED
    assert check.words == "one line item was written, read back and deleted"
    [item] = book.ever
    assert item["title"] == TITLE
    assert item["class"]["sourcedId"] == "c1"  # type: ignore[index]
    assert item["school"]["sourcedId"] == "o1"  # type: ignore[index]
    assert str(item["assignDate"]) <= str(item["dueDate"])
    assert book.items == {}
    assert book.tries("PUT") == 1


def test_every_check_writes_under_an_id_of_its_own(server: Scripted, book: Gradebook) -> None:
    checked(server)
    checked(server)
    assert len({str(one["sourcedId"]) for one in book.ever}) == 2


def test_a_category_of_the_class_is_named_where_it_has_one(
    server: Scripted, book: Gradebook
) -> None:
    category = {"sourcedId": "k1", "status": "active", "title": "Homework"}
    server.on(f"{GRADEBOOK}/classes/c1/categories", said({"categories": [category]}))
    checked(server)
    assert book.ever[0]["category"]["sourcedId"] == "k1"  # type: ignore[index]


def test_1_1_is_written_to_at_its_one_base(server: Scripted) -> None:
    server.on(f"{ONE_BASE}/classes/c1", said({"class": ROOM}))
    book = Gradebook(server, ONE_BASE)
    assert checked(server, path=ONE_BASE).state is CheckState.PASSED
    assert "school" not in book.ever[0]
    assert book.items == {}


def test_a_class_that_is_not_there_is_named_and_nothing_is_written(
    server: Scripted, book: Gradebook
) -> None:
    check = checked(server, "gone")
    assert check.state is CheckState.FAILED
    assert check.words == "The server has no class gone."
    assert book.tries("PUT") == book.tries("DELETE") == 0


def test_a_refusal_is_said_in_the_servers_words(server: Scripted, book: Gradebook) -> None:
    book.on("PUT", said({"imsx_description": "The class has no category."}, 422))
    check = checked(server)
    assert check.words == "The test line item was refused (422). The class has no category."
    assert book.tries("DELETE") == 0


@pytest.mark.parametrize("lost", [DROPPED, Answer(500), Answer(503)], ids=["lost", "500", "503"])
def test_an_item_whose_answer_was_lost_is_deleted_too(
    server: Scripted, book: Gradebook, lost: Answer
) -> None:
    book.on("PUT", book.then(book.put, lost))
    assert checked(server).state is CheckState.FAILED
    assert len(book.ever) == 1
    assert book.items == {}


@pytest.mark.parametrize(
    "answer", [Answer(500), Answer(403), Answer(200, b"<html>"), DROPPED, Answer(401)],
    ids=["500", "403", "html", "dropped", "401"],
)  # fmt: skip
def test_an_item_that_cannot_be_read_back_is_deleted_all_the_same(
    server: Scripted, book: Gradebook, answer: Answer
) -> None:
    book.on("GET", answer)
    assert checked(server).state is CheckState.FAILED
    assert book.items == {}


def test_an_item_that_was_accepted_but_not_kept_fails(server: Scripted, book: Gradebook) -> None:
    book.on("PUT", Answer(201))
    check = checked(server)
    assert check.words == "The test line item was accepted, but could not be read back."


def test_deleting_is_tried_again_when_its_answer_is_lost(server: Scripted, book: Gradebook) -> None:
    book.on("DELETE", book.then(book.delete, DROPPED), book.delete)
    assert checked(server).state is CheckState.PASSED
    assert book.tries("DELETE") == 2


@pytest.mark.parametrize(
    ("answer", "tries"),
    [(Answer(503), 3), (DROPPED, 3), (Answer(405), 1), (Answer(403), 1)],
    ids=["503", "dropped", "405", "403"],
)
def test_an_item_that_stays_behind_is_what_the_admin_hears(
    server: Scripted, book: Gradebook, answer: Answer, tries: int
) -> None:
    book.on("DELETE", answer)
    check = checked(server)
    assert check.state is CheckState.FAILED
    assert "could not be deleted" in check.words
    assert TITLE in check.fix
    assert "by hand" in check.fix
    assert book.tries("DELETE") == tries


def test_an_admin_who_gives_up_leaves_nothing_behind(server: Scripted, book: Gradebook) -> None:
    def put_and_interrupt(asked: Asked) -> Answer:
        answer = book.put(asked)
        interrupt_main()  # as Ctrl-C does while the answer is awaited
        return answer

    book.on("PUT", put_and_interrupt)
    with opened(server) as connection, pytest.raises(KeyboardInterrupt):
        list(connection.write_check("c1", NOW))
    assert len(book.ever) == 1
    assert book.items == {}
