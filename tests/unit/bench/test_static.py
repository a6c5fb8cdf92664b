"""What the bench's servers show is what is measured: so many changes, and no others."""

import io
import zipfile
from itertools import pairwise

import msgspec
import pytest

from homeroom.bench import district, web
from homeroom.bench.district import A_CLASS, RESULTS, Size
from homeroom.bench.sheets import write_sheet
from homeroom.bench.static import Shown
from homeroom.bench.taking import Gradebook

SIZE = Size(A_CLASS)


def results(shown: Shown) -> list[bytes]:
    return list(shown.tables[RESULTS])


def test_a_page_is_a_stretch_of_the_rows_with_the_total_beside_it() -> None:
    rows = [f'{{"n":{number}}}'.encode() for number in range(5)]
    body, total = web.page("users", rows, 1, 2)
    assert msgspec.json.decode(body) == {"users": [{"n": 1}, {"n": 2}]}
    assert total == 5


@pytest.mark.parametrize(("offset", "many"), [(0, 3), (3, 2), (5, 0), (9, 0)])
def test_behind_the_last_row_a_page_is_short_or_empty(offset: int, many: int) -> None:
    rows = [b"{}"] * 5
    body, _ = web.page("users", rows, offset, 3)
    assert len(msgspec.json.decode(body)["users"]) == many


def test_a_collection_that_is_not_there_has_no_page() -> None:
    assert Shown(SIZE).page("nonsense", 0, 100) is None


def test_every_collection_that_is_there_can_be_read() -> None:
    shown = Shown(SIZE)
    for name, rows in shown.tables.items():
        found = shown.page(name, 0, 10)
        assert found is not None
        assert found[1] == len(rows)


def test_one_percent_changes_every_hundredth_result_and_nothing_else() -> None:
    shown = Shown(SIZE)
    before = results(shown)
    shown.change("one_percent")
    changed = [at for at, row in enumerate(results(shown)) if row != before[at]]
    assert len(changed) in (len(before) // 100, len(before) // 100 + 1)
    assert {later - one for one, later in pairwise(changed)} == {100}


def test_another_turn_changes_other_results() -> None:
    shown = Shown(SIZE)
    first, second = results(shown), []
    shown.change("one_percent")
    second = results(shown)
    shown.change("one_percent")
    third = results(shown)
    once = {at for at, row in enumerate(second) if row != first[at]}
    twice = {at for at, row in enumerate(third) if row != second[at]}
    assert once.isdisjoint(twice)


def test_rescored_changes_every_result() -> None:
    shown = Shown(SIZE)
    before = results(shown)
    shown.change("rescored")
    assert all(row != old for row, old in zip(results(shown), before, strict=True))


def test_shifted_puts_one_result_before_all_others_and_changes_none() -> None:
    shown = Shown(SIZE)
    before = results(shown)
    shown.change("shifted")
    assert results(shown)[1:] == before
    first = msgspec.json.decode(results(shown)[0])["sourcedId"]
    assert first < msgspec.json.decode(before[0])["sourcedId"]


def test_rewritten_says_the_same_in_other_bytes() -> None:
    shown = Shown(SIZE)
    before = results(shown)
    shown.change("rewritten")
    for row, old in zip(results(shown), before, strict=True):
        said, was = msgspec.json.decode(row), msgspec.json.decode(old)
        assert row != old
        assert said.pop("dateLastModified") != was.pop("dateLastModified")
        assert said == was


@pytest.mark.parametrize(("stored", "changed"), [(1250, 10), (1250, 1250), (10_000, 100)])
def test_spread_shows_only_so_many_changed_results_of_a_larger_district(
    stored: int, changed: int
) -> None:
    shown = Shown(SIZE)
    shown.change(f"spread/{stored}/{changed}")
    ids = [msgspec.json.decode(row)["sourcedId"] for row in results(shown)]
    assert len(ids) == len(set(ids)) == changed
    assert all(not rows for name, rows in shown.tables.items() if name != RESULTS)


def test_a_result_that_was_put_is_shown_in_its_line_item_alone() -> None:
    book = Gradebook(SIZE)
    body = msgspec.json.encode({"result": {"lineItem": {"sourcedId": "li-1"}, "score": 7}})
    book.put("results", "r-1", body)
    shown = book.rows(["classes", "c-1", "lineItems", "li-1", "results"])
    assert shown is not None
    assert [msgspec.json.decode(row)["score"] for row in shown] == [7]
    assert book.rows(["classes", "c-1", "lineItems", "li-2", "results"]) == []


def test_a_result_that_is_put_again_is_one_result() -> None:
    book = Gradebook(SIZE)
    for score in (7, 8):
        body = msgspec.json.encode({"result": {"lineItem": {"sourcedId": "li"}, "score": score}})
        book.put("results", "r-1", body)
    shown = book.rows(["classes", "c", "lineItems", "li", "results"])
    assert shown is not None
    assert [msgspec.json.decode(row)["score"] for row in shown] == [8]
    assert book.puts == 2


def test_the_target_shows_the_roster_and_no_grades_at_first() -> None:
    book = Gradebook(SIZE)
    assert book.rows(["users"])
    assert book.rows(["results"]) == []
    assert book.rows(["nonsense"]) is None


def test_requests_are_counted() -> None:
    book = Gradebook(SIZE)
    for _ in range(3):
        book.count()
    assert book.asked == 3


def test_a_sheet_has_its_header_and_quotes_what_must_be() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        write_sheet(package, "orgs", "sourcedId,name", [("o", 'Oak, "old"'), ("e", "Elm")])
    with zipfile.ZipFile(held) as package:
        lines = package.read("orgs.csv").decode().splitlines()
    assert lines == ["sourcedId,name", 'o,"Oak, ""old"""', "e,Elm"]


def test_the_district_of_the_bench_is_the_same_each_time() -> None:
    assert district.tables(SIZE) == district.tables(SIZE)
