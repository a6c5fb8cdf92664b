"""Which categories and letters learning apps use, and which records several sources have."""

from pathlib import Path
from typing import Any

import pytest

from homeroom.model.gradebook import ScoreScale
from homeroom.model.kinds import Kind
from homeroom.rules.places import Where
from homeroom.rules.posted import Posted, TermGrade
from homeroom.runs.deliver.readiness import checks
from homeroom.runs.setup import activation
from homeroom.store import apps, in_use
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope
from tests.integration.merge.conftest import source
from tests.integration.runs.conftest import FileApp
from tests.packages import line_item, result, school


@pytest.fixture
def app(district: District, sis: FileApp, tmp_path: Path) -> FileApp:
    """A learning app that names people and classes by the ids of the SIS, which has one class."""
    sis.sync(school(3))
    return source(district, tmp_path, "app", "learning", ids_of="sis")


def book(**more: Any) -> dict[str, Any]:
    """Return two quizzes and a lab, with grades."""
    return {
        "categories": [{"sourcedId": "q", "title": "Quiz"}, {"sourcedId": "l", "title": "Labs"}],
        "lineItems": [
            line_item("q1", categorySourcedId="q"),
            line_item("q2", categorySourcedId="q"),
            line_item("l1", categorySourcedId="l"),
            line_item("x1"),
        ],
        "results": [
            result("q1", "s1", "7"),
            result("q1", "s2", "", textScore="A"),
            result("q2", "s1", "", textScore="A"),
            result("q2", "s2", "8", textScore="B"),
        ],
        **more,
    }


def used(scope: Scope) -> dict[str | None, int]:
    return {one.title: one.line_items for one in in_use.categories(scope)}


def letters(scope: Scope) -> list[tuple[str, bool, int]]:
    return [(one.text, one.scored, one.grades) for one in in_use.letters(scope)]


def test_categories_and_letters_are_counted_by_class(district: District, app: FileApp) -> None:
    app.sync(book())
    with district_scope(district.id) as scope:
        assert used(scope) == {"Quiz": 2, "Labs": 1, None: 1}
        assert letters(scope) == [("A", False, 2), ("B", True, 1)]
        first, where = in_use.categories(scope)[0], in_use.letters(scope)[0].where
        (shown,) = scope.rows("SELECT c.sourced_id, k.sourced_id, o.sourced_id FROM classes c"
                              " JOIN courses k ON k.id = c.course_id"
                              " JOIN orgs o ON o.id = c.school_id")  # fmt: skip
        teacher = scope.value(
            "SELECT u.sourced_id FROM users u JOIN enrollments e ON e.user_id = u.id"
            " WHERE e.role = 'teacher'"
        )
    class_, course, of_school = shown
    assert (first.app, first.where) == ("app", where)
    assert where == Where(
        class_=class_, course=course, school=of_school, teachers=frozenset({teacher})
    )


def test_term_grades_need_no_category_and_no_number_for_their_letters(
    district: District, app: FileApp
) -> None:
    app.sync(book())

    def posted(item: str, key: str = "app") -> Posted:
        return Posted(term_grades=(TermGrade(app=key, item=item, task="Q1 Grade"),))

    with district_scope(district.id) as scope:
        mine = posted(" quiz   Q1 ")
        found = {one.title: one.line_items for one in in_use.categories(scope, mine)}
        assert found == {"Quiz": 1, "Labs": 1, None: 1}
        assert [(one.text, one.grades) for one in in_use.letters(scope, mine)] == [
            ("A", 1),
            ("B", 1),
        ]
        for other in (posted("Quiz q1", "another"), posted("Quiz"), Posted()):
            assert in_use.categories(scope, other) == in_use.categories(scope)
            assert in_use.letters(scope, other) == in_use.letters(scope)


def test_what_is_gone_is_not_counted(district: District, app: FileApp) -> None:
    app.sync(book())
    gone = book()
    gone["lineItems"] = gone["lineItems"][:2]
    gone["results"] = gone["results"][:2]
    for _ in range(2):  # gone is what two complete pulls do not show
        app.sync(gone)
    with district_scope(district.id) as scope:
        assert used(scope) == {"Quiz": 2}
        assert letters(scope) == [("A", False, 1)]


@pytest.mark.parametrize(
    "changes", [{"role": "sis"}, {"grade_sync": False}, {"state": "removed"}], ids=str
)
def test_only_learning_apps_with_grade_sync_are_asked(
    district: District, app: FileApp, changes: dict[str, Any]
) -> None:
    app.sync(book())
    with district_scope(district.id) as scope:
        apps.change(scope, apps.keyed(scope, "app").id, **changes)
        assert (used(scope), letters(scope)) == ({}, [])


def test_a_scale_of_the_grade_goes_before_that_of_its_line_item(
    district: District, app: FileApp
) -> None:
    app.sync(book())
    with district_scope(district.id) as scope:
        for at, title in enumerate(("Item scale", "Own scale")):
            scope.run(
                "INSERT INTO score_scales (district_id, id, sourced_id, changed_at, title, type)"
                " VALUES (%(district)s, ('00000000-0000-7000-8000-00000000000' || %(at)s)::uuid,"
                " %(title)s, now(), %(title)s, 'letter')",
                at=str(at),
                title=title,
            )
        scope.run("UPDATE line_items SET score_scale_id ="
                  " '00000000-0000-7000-8000-000000000000'")  # fmt: skip
        scope.run("UPDATE results SET score_scale_id ="
                  " '00000000-0000-7000-8000-000000000001' WHERE text_score = 'B'")  # fmt: skip
        found = {one.text: one.scale for one in in_use.letters(scope)}
    assert isinstance(found["A"], ScoreScale)
    assert isinstance(found["B"], ScoreScale)
    assert (found["A"].title, found["B"].title) == ("Item scale", "Own scale")


def test_a_record_that_two_sources_have_is_shared_by_them(
    district: District, app: FileApp, sis: FileApp
) -> None:
    app.sync(book())
    kinds = (Kind.LINE_ITEM, Kind.CATEGORY)
    with district_scope(district.id) as scope:
        assert in_use.shared_kinds(scope, kinds) == {}
        other = apps.keyed(scope, "sis").id
        scope.run(
            "INSERT INTO record_links SELECT district_id, %(app)s, kind, space, 'twin', record_id,"
            " origin FROM record_links WHERE kind = 'category' AND external_id = 'q'",
            app=other,
        )
        assert in_use.shared_kinds(scope, kinds) == {Kind.CATEGORY: frozenset({"app", "sis"})}
        assert in_use.shared_kinds(scope, (Kind.LINE_ITEM,)) == {}
        scope.run("UPDATE record_links SET origin = 'matched' WHERE external_id = 'twin'")
        assert in_use.shared_kinds(scope, kinds) == {}, "what we delivered is nobody's second word"


def test_titles_are_those_that_a_target_has_shown(district: District, app: FileApp) -> None:
    app.sync(book())
    with district_scope(district.id) as scope:
        target = apps.keyed(scope, "app").id
        assert in_use.titles_at(scope, target) == ["Labs", "Quiz"]
        assert in_use.titles_at(scope, apps.keyed(scope, "sis").id) == []
        scope.run("UPDATE categories SET retired_at = now() WHERE title = 'Labs'")
        assert in_use.titles_at(scope, target) == ["Quiz"]


def test_the_classes_of_a_category_are_found(district: District, app: FileApp) -> None:
    app.sync(book())
    with district_scope(district.id) as scope:
        ids = dict(scope.rows("SELECT title, id::text FROM categories"))
        (quiz,) = in_use.places_of(scope, ids["Quiz"])
        assert quiz == in_use.categories(scope)[0].where
        scope.run("UPDATE line_items SET retired_at = now() WHERE category_id = %(id)s::uuid",
                  id=ids["Quiz"])  # fmt: skip
        assert in_use.places_of(scope, ids["Quiz"]) == []


def test_a_district_without_a_target_has_nothing_to_check(district: District, app: FileApp) -> None:
    assert checks(district, "") == {}
    with district_scope(district.id) as scope:
        told = activation.change_role(scope, apps.keyed(scope, "app"), "learning", "test")
        assert told.role_said
