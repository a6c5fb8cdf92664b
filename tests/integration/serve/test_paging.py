"""Whoever follows `next` gets each record exactly once, while others write and delete."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from msgspec import structs

from homeroom.model.gradebook import Category
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.store import districts, records
from homeroom.store.scope import district_scope
from tests.database import DatabaseUrls
from tests.integration.serve.river import NOW, ORIGIN, Given, River

MANY = 57


@pytest.fixture
def river(database: DatabaseUrls) -> River:
    made = River(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
    add(made, "c", MANY - 1)
    return made


def add(river: River, first: str, many: int, now: datetime = NOW) -> None:
    new = {
        new_id(): Category(sourced_id=f"{first}{number:03}", title=f"Category {number % 7}")
        for number in range(many)
    }
    with district_scope(river.district.id) as scope:
        records.insert(scope, Kind.CATEGORY, new, now)


def follow(river: River, link: str) -> Given:
    assert link.startswith(ORIGIN)
    parts = urlsplit(link)
    return river.get(parts.path, parts.query)


def walk(river: River, query: str, meanwhile: str = "") -> list[Given]:
    """Return all pages; in between others add records, change one, and delete what was seen."""
    pages = [river.grades("/categories", query)]
    while "next" in pages[-1].links:
        if meanwhile:
            at = len(pages)
            add(river, f"{meanwhile}{at}-", 3)
            with district_scope(river.district.id) as scope:
                gone = pages[-1].ids[0]
                scope.run(
                    "UPDATE categories SET retired_at = now() WHERE sourced_id = %(gone)s",
                    gone=gone,
                )
                scope.run(
                    "UPDATE categories SET title = 'zzz' WHERE sourced_id = %(changed)s",
                    changed=pages[-1].ids[-1],
                )
        pages.append(follow(river, pages[-1].links["next"]))
        assert len(pages) < 100
    return pages


@pytest.mark.parametrize("limit", [1, 10, 19, 57, 58])
def test_each_record_comes_once_and_every_page_says_the_same_total(
    river: River, limit: int
) -> None:
    pages = walk(river, f"limit={limit}")
    seen = [one for page in pages for one in page.ids]
    assert len(seen) == len(set(seen)) == MANY
    assert {page.total for page in pages} == {MANY}
    assert len(pages) == -(-MANY // limit)
    assert "prev" not in pages[0].links
    assert all("prev" in page.links for page in pages[1:])
    assert follow(river, pages[0].links["last"]).ids == pages[-1].ids[-(MANY % limit or limit) :]


def test_what_existed_throughout_comes_once_while_others_write(river: River) -> None:
    before = set(river.grades("/categories", "limit=1000").ids)
    pages = walk(river, "limit=10", meanwhile="new")
    seen = [one for page in pages for one in page.ids]
    assert len(seen) == len(set(seen))
    assert before <= set(seen)
    assert {page.total for page in pages} == {MANY}


def test_previous_pages_lead_back_to_the_first(river: River) -> None:
    pages = walk(river, "limit=20")
    assert follow(river, pages[2].links["prev"]).ids == pages[1].ids
    assert follow(river, follow(river, pages[2].links["prev"]).links["prev"]).ids == pages[0].ids
    assert follow(river, pages[2].links["first"]).ids == pages[0].ids


def test_links_keep_filter_order_and_members(river: River) -> None:
    pages = walk(river, "limit=4&sort=title&orderBy=desc&fields=title&filter=title~'category'")
    titles = [one["title"] for page in pages for one in page.records]
    assert titles == sorted(titles, reverse=True)
    assert len(titles) == MANY - 1
    assert {key for page in pages for one in page.records for key in one} == {"title"}


def test_an_offset_is_honoured_beyond_the_end(river: River) -> None:
    whole = river.grades("/categories", "limit=1000").ids
    assert river.grades("/categories", "limit=5&offset=7").ids == whole[7:12]
    got = river.grades("/categories", "offset=500")
    assert (got.ids, got.total) == ([], MANY)
    assert "next" not in got.links


def test_deleted_records_show_only_to_who_asks_for_a_status_or_for_what_changed(
    river: River,
) -> None:
    later = NOW + timedelta(days=1)
    river.retire(Kind.CATEGORY, "quizzes", later)
    assert "quizzes" not in river.grades("/categories", "limit=1000").ids
    assert river.grades("/categories").total == MANY - 1
    assert river.grades("/categories/quizzes").status == 404
    assert river.grades("/classes/class-oak/categories").ids == []
    for asked in ("status='tobedeleted'", "status!='active'", f"dateLastModified>'{NOW:%FT%TZ}'"):
        query = f"filter={asked} AND sourcedId='quizzes'"
        (gone,) = river.grades("/categories", query).records
        assert gone["status"] == "tobedeleted"
        assert gone["dateLastModified"] == "2026-10-06T12:00:00.500Z"
    assert river.grades("/categories", "filter=status='active'").total == MANY - 1
    # A line item goes on to say in which category it was.
    assert river.grades("/lineItems/quiz-oak").records[0]["category"]["sourcedId"] == "quizzes"


def test_below_a_deleted_parent_there_is_nothing(river: River) -> None:
    river.retire(Kind.CLASS, "class-oak", NOW)
    assert river.roster("/classes/class-oak/students").status == 404
    assert river.grades("/classes/class-oak/results").status == 404


def test_a_class_must_be_in_the_school_and_a_line_item_in_the_class_that_a_path_names(
    river: River,
) -> None:
    assert river.roster("/schools/oak/classes/class-elm/students").status == 404
    assert river.roster("/schools/river/classes").status == 404
    assert river.grades("/classes/class-oak/lineItems/quiz-elm/results").status == 404
    assert river.roster("/students/tom").status == 404
    assert river.roster("/terms/year").status == 404


def test_who_has_left_a_class_still_has_the_grades_of_it(river: River) -> None:
    river.retire(Kind.ENROLLMENT, "ana-in-oak", NOW)
    assert river.roster("/classes/class-oak/students").ids == []
    assert river.grades("/classes/class-oak/students/ana/results").ids == ["grade-oak"]
    assert river.grades("/classes/class-oak/students/ben/results").ids == []
    assert river.grades("/classes/class-oak/students/tom/results").status == 404


def test_a_record_answers_under_every_id_that_is_its_own(river: River) -> None:
    """An id under which an app wrote it, and the id of what became part of it."""
    other = new_id()
    with district_scope(river.district.id) as scope:
        stored = records.load(scope, Kind.CATEGORY, [river.ids["quizzes"]])[river.ids["quizzes"]]
        records.insert(scope, Kind.CATEGORY, {other: structs.replace(stored, sourced_id="q2")}, NOW)
        records.retire(scope, Kind.CATEGORY, [other], NOW, "test")
        scope.run(
            "INSERT INTO joins (district_id, kind, stays, goes, at, actor, reason, moved)"
            " VALUES (%(district)s, 'category', %(stays)s, %(goes)s, now(), 'test', 'same', '{}')",
            stays=river.ids["quizzes"],
            goes=other,
        )
        scope.run(
            "INSERT INTO record_links VALUES"
            " (%(district)s, 1, 'category', '', 'mine', %(id)s, 'read'),"
            " (%(district)s, 2, 'category', '', 'theirs', %(id)s, 'read')",
            id=river.ids["quizzes"],
        )
    for name in ("quizzes", "q2", "mine"):
        assert river.grades(f"/categories/{name}").ids == ["quizzes"]
    assert river.grades("/categories/theirs").status == 404


def test_an_id_that_no_database_can_hold_is_an_unknown_one(river: River) -> None:
    assert river.grades("/categories/%00").status == 404
    assert river.roster("/classes/%00/students").status == 404
