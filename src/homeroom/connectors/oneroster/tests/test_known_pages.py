"""A page that is recognised is not split again, and yet nothing about the list is overlooked."""

from collections.abc import Sequence

import msgspec
import pytest

from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.paging import REPEATED
from homeroom.connectors.oneroster.tests.scripted import Scripted
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
from homeroom.connectors.pages import KnownPage, Page, Recognise


def knowing(found: Sequence[Page]) -> Recognise:
    """Recognise the pages of a reading that was complete."""
    known = {
        page.body: KnownPage(
            id=number, records=len(page.records()), last=page.last, after=number - 1 or None
        )
        for number, page in enumerate(found, 1)
    }
    return known.get


@pytest.fixture
def shelf(server: Scripted) -> Shelf:
    made = Shelf(names(35), link=proper)
    server.on(PATH, made)
    return made


def split(found: Sequence[Page]) -> list[bool]:
    return [page.rows is not None for page in found]


def test_the_same_list_is_read_again_without_splitting_a_page(
    server: Scripted, client: Client, shelf: Shelf
) -> None:
    first = read(client, server, 10)
    again = read(client, server, 10, recognise=knowing(first))
    assert split(again) == [False] * 4
    assert [page.known.id for page in again if page.known] == [1, 2, 3, 4]
    assert note_of(again) == ""
    assert ids_of(again) == names(35)
    assert shelf.seen[4:] == shelf.seen[:4]


@pytest.mark.parametrize(
    "manners", [{}, {"total": no_total}, {"most": 7}], ids=["a total", "no total", "clamped"]
)
def test_a_recognised_page_counts_as_many_records_as_a_split_one(
    server: Scripted, client: Client, manners: dict[str, object]
) -> None:
    shelf = Shelf(names(35), **manners)  # type: ignore[arg-type]
    server.on(PATH, shelf)
    first = read(client, server, 10)
    asked = list(shelf.seen)
    again = read(client, server, 10, recognise=knowing(first))
    assert shelf.seen == asked * 2
    assert [page.last for page in again] == [page.last for page in first]


def test_only_a_page_that_changed_is_split(server: Scripted, client: Client, shelf: Shelf) -> None:
    first = read(client, server, 10)
    shelf.ids = [one if one != "u0014" else "u0014a" for one in names(35)]
    again = read(client, server, 10, recognise=knowing(first))
    assert split(again) == [False, True, False, False]
    assert ids_of(again) == list(shelf.ids)
    assert note_of(again) == ""


def test_a_record_that_moves_from_a_new_page_onto_a_known_one_is_noticed(
    server: Scripted, client: Client, shelf: Shelf
) -> None:
    first = read(client, server, 10)
    # The first page ends with what the known second one begins with.
    shelf.ids = [*names(35)[:9], "u0010", *names(35)[10:]]
    again = read(client, server, 10, recognise=knowing(first))
    assert split(again) == [True, False, False, False]
    assert note_of(again) == "records moved from one page to the next while it was read"


def test_two_known_pages_that_never_followed_each_other_are_looked_through(
    server: Scripted, client: Client
) -> None:
    server.on(PATH, Shelf(["a", "b", "c", "d", "b", "e"], total=no_total))
    first = read(client, server, 2)
    server.on(PATH, Shelf(["a", "b", "b", "e"], total=no_total))
    again = read(client, server, 2, recognise=knowing(first))
    assert note_of(again) == "records moved from one page to the next while it was read"


def test_a_known_page_that_is_sent_again_and_again_is_noticed(
    server: Scripted, client: Client, shelf: Shelf
) -> None:
    first = read(client, server, 10)
    stuck = Shelf(names(35), ignores_offset=True, total=no_total)
    server.on(PATH, stuck)
    again = read(client, server, 10, recognise=knowing(first))
    assert (note_of(again), len(stuck.seen)) == (REPEATED, 2)
    assert ids_of(again) == names(10)


def test_a_shrinking_total_is_noticed_on_known_pages_too(
    server: Scripted, client: Client, shelf: Shelf
) -> None:
    first = read(client, server, 10)
    told = iter([35, 34, 35, 35])
    shelf.total = lambda all_, here: next(told)
    again = read(client, server, 10, recognise=knowing(first))
    assert note_of(again) == "the total shrank from 35 to 34 while it was read"


def test_reading_resumes_behind_a_known_page(
    server: Scripted, client: Client, shelf: Shelf
) -> None:
    first = read(client, server, 10)
    known = knowing(first)
    for done, page in enumerate(read(client, server, 10, recognise=known)[:-1], 1):
        kept = msgspec.json.decode(msgspec.json.encode(page.next))
        rest = read(client, server, 10, kept, known)
        assert split(rest) == [False] * (4 - done)
        assert (ids_of(rest), note_of(rest)) == (names(35)[10 * done :], "")
