"""What is not shared is not there: 404 alone, in no list, no count, no filter, and no reference."""

from typing import Any
from uuid import UUID

import pytest

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.gradebook import Category
from homeroom.model.kinds import Kind, Version
from homeroom.rules.sharing import OptOut, Sharing
from homeroom.serve.operations import COLLECTIONS, Operation, operations
from homeroom.store import districts
from homeroom.store.scope import district_scope
from tests.database import DatabaseUrls
from tests.integration.serve.river import NAMED, River, address, below_a_school

READS = [one for one in operations() if one.method == "GET"]
LISTS = [one for one in READS if not one.is_single]
NAMING_A_SCHOOL = [one for one in READS if below_a_school(one)]
ELMS = {"elm", "ben", "eva"}


@pytest.fixture(scope="module")
def river(town_urls: DatabaseUrls) -> River:
    return River(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))


def only_oak(river: River, **more: Any) -> Sharing:
    return Sharing(schools=frozenset({UUID(river.ids["oak"])}), demographics=True, **more)


def names_of(river: River, held: Any) -> set[str]:
    """Return every sourcedId anywhere in an answer."""
    if isinstance(held, dict):
        own = {held["sourcedId"]} if "sourcedId" in held else set()
        return own.union(*(names_of(river, one) for one in held.values()))
    return set().union(*(names_of(river, one) for one in held)) if isinstance(held, list) else set()


@pytest.mark.parametrize("one", NAMING_A_SCHOOL, ids=lambda one: f"{one.version}-{one.id}")
def test_an_address_that_names_another_school_answers_404(river: River, one: Operation) -> None:
    sharing = only_oak(river)
    assert river.get(address(one, "oak"), sharing=sharing).status == 200
    assert river.get(address(one, "elm"), sharing=sharing).status == 404
    assert river.get(address(one, "elm")).status == 200


def test_no_list_counts_or_names_what_belongs_to_another_school(river: River) -> None:
    sharing = only_oak(river)
    for one in READS:
        if not one.is_single:
            got = river.get(address(one, "oak"), sharing=sharing)
            seen = names_of(river, got.body)
            assert not {name for name in seen if name in ELMS or "elm" in name}, one.id
            assert got.total == got.rows == len(got.records)


def elsewhere(kind: Kind) -> list[str]:
    """Return the names that records of a kind have at the other school, and there alone."""
    words = [word for word, (of, _) in COLLECTIONS.items() if of is kind]
    named = [NAMED[word] for word in words]
    return list(dict.fromkeys(one["elm"] for one in named if one["oak"] != one["elm"]))


def comparisons(one: Operation) -> list[tuple[str, str]]:
    """Return the members by which a list can be asked for a record of the other school."""
    found = [("sourcedId", name) for name in elsewhere(one.target.kind)]
    for field in ENTITIES[one.target.kind].fields:
        if field.to is not None and field.name != "user" and not one.parents:
            path = f"{field.wire}.org" if field.shape is Shape.ROLES else field.wire
            found += [(f"{path}.sourcedId", name) for name in elsewhere(field.to)]
    return found


def test_no_filter_finds_what_is_not_shared(river: River) -> None:
    """Asked of every list by every member that names a record."""
    sharing, hits, asked = only_oak(river), 0, 0
    for one in LISTS:
        path = address(one, "oak")
        for member, name in comparisons(one):
            got = river.get(path, f"filter={member}='{name}'", sharing)
            if got.status == 400:  # 1.1 has no such member
                assert one.version is Version.V1P1, (one.id, member)
                continue
            assert (got.records, got.total) == ([], 0), (one.id, member, name)
            asked += 1
            # Below a record of this school there is nothing of the other one for anybody.
            hits += not one.parents and river.get(path, f"filter={member}='{name}'").total > 0
    assert asked > 60
    assert hits > 30


def test_a_condition_that_leaves_out_what_is_not_shared_leaves_out_nothing(river: River) -> None:
    """By `!=` an app would learn that a record is there, if it were told from an unknown one."""
    sharing = only_oak(river)
    for one in LISTS:
        if one.version is Version.V1P2 and not one.parents:
            whole = river.get(address(one, "oak"), sharing=sharing).ids
            for member, name in comparisons(one):
                asked = f"filter={member}!='{name}'"
                assert river.get(address(one, "oak"), asked, sharing).ids == whole, (one.id, member)


def test_other_conditions_find_nothing_either(river: River) -> None:
    for path, query in (
        ("/users", "filter=email='ben%2Bx@elm.example'"),
        ("/classes", "filter=school.sourcedId~'el'"),
        ("/orgs", "filter=status='active' AND name~'elm'"),
        ("/demographics", "filter=dateLastModified>'2000-01-01' AND sourcedId='ben'"),
    ):
        got = river.roster(path, query, only_oak(river))
        assert (got.status, got.records, got.total) == (200, [], 0)
        assert river.roster(path, query).total > 0


def test_a_cursor_at_what_is_not_shared_leads_to_what_is(river: River) -> None:
    for one in LISTS:
        for name in elsewhere(one.target.kind):
            query = f"cursor={river.ids[name]}.9"
            got = river.get(address(one, "oak"), query, only_oak(river))
            assert got.status == 200
            assert not names_of(river, got.body) & ELMS, one.id


def test_the_id_that_another_app_gave_a_record_is_none_of_this_apps(river: River) -> None:
    """Also of records that the app sees, under the id that the hub shows."""
    with district_scope(river.district.id) as scope:
        for word, (kind, _) in COLLECTIONS.items():
            scope.run(
                "INSERT INTO record_links VALUES (%(district)s, %(app)s, %(kind)s, '', %(name)s,"
                " %(id)s, 'read') ON CONFLICT DO NOTHING",
                app=2, kind=kind.value, name=f"theirs-{word}", id=river.ids[NAMED[word]["oak"]],
            )  # fmt: skip
    for one in READS:
        words = one.path.strip("/").split("/")
        for at in range(1, len(words), 2):
            named = [NAMED[word]["oak"] for word in words[0::2]]
            named[at // 2] = f"theirs-{words[at - 1]}"
            path = "/".join(sum(zip(words[0::2], named, strict=False), ()))
            path = path if one.is_single else path.rpartition("/")[0]
            assert river.get(f"{one.base}/{path}").status == 404, (one.id, path)


def test_a_category_is_shared_with_the_classes_that_use_it(river: River) -> None:
    """Sessions and resources are the district's; a category may be a teacher's own."""
    with district_scope(river.district.id) as scope:
        for name in ("labs", "unused"):
            river.put(scope, Kind.CATEGORY, name, Category(sourced_id=name, title=name))
        move = "UPDATE line_items SET category_id = %(to)s WHERE sourced_id = 'quiz-elm'"
        scope.run(move, to=river.ids["labs"])
    try:
        sharing = only_oak(river)
        for ask in (river.grades, river.old):
            assert set(ask("/categories", sharing=sharing).ids) == {"quizzes", "unused"}
            assert ask("/categories", sharing=sharing).total == 2
            assert ask("/categories/labs", sharing=sharing).status == 404
            assert ask("/lineItems", "filter=category.sourcedId='labs'", sharing).ids == []
            assert ask("/lineItems/quiz-oak", sharing=sharing).records[0]["category"]
            assert set(ask("/categories").ids) == {"quizzes", "labs", "unused"}
            assert ask("/classes/class-elm/categories").ids == ["labs"]
    finally:
        with district_scope(river.district.id) as scope:
            scope.run(move, to=river.ids["quizzes"])
            scope.run("DELETE FROM categories WHERE sourced_id IN ('labs', 'unused')")
    for path in ("/academicSessions", "/terms", "/gradingPeriods"):
        assert river.roster(path, sharing=sharing).ids == river.roster(path).ids != []
    books = "/ims/oneroster/resources/v1p2/resources"
    assert river.get(books, sharing=sharing).ids == river.get(books).ids == ["book"]


def test_a_course_that_is_left_out_takes_all_of_its_classes_with_it(river: River) -> None:
    sharing = Sharing(courses_left_out=frozenset({UUID(river.ids["course-elm"])}))
    assert river.roster("/courses", sharing=sharing).ids == ["course-oak"]
    assert river.roster("/classes", sharing=sharing).ids == ["class-oak"]
    assert river.roster("/classes/class-elm/students", sharing=sharing).status == 404
    assert river.grades("/lineItems", sharing=sharing).ids == ["quiz-oak"]
    assert river.grades("/results", sharing=sharing).ids == ["grade-oak"]
    assert river.grades("/results/grade-elm", sharing=sharing).status == 404
    assert set(river.roster("/enrollments", sharing=sharing).ids) == {"ana-in-oak", "tom-in-oak"}
    # Ben is a pupil of a school that is shared.
    assert "ben" in river.roster("/users", sharing=sharing).ids


def test_demographics_are_shared_only_where_the_district_says_so(river: River) -> None:
    assert river.roster("/demographics", sharing=Sharing()).total == 0
    assert river.roster("/demographics/ana", sharing=Sharing()).status == 404
    assert river.roster("/demographics/ana").status == 200


def test_a_kind_that_is_left_out_is_not_referred_to(river: River) -> None:
    sharing = Sharing(kinds_left_out=frozenset({Kind.RESOURCE, Kind.SCORE_SCALE}))
    assert river.get("/ims/oneroster/resources/v1p2/resources", sharing=sharing).records == []
    assert "resources" not in river.roster("/classes/class-oak", sharing=sharing).records[0]
    assert "scoreScale" not in river.grades("/results/grade-oak", sharing=sharing).records[0]
    assert "scoreScale" in river.grades("/results/grade-oak").records[0]


def test_an_attribute_that_is_left_out_is_sent_in_no_version_and_cannot_be_asked_for(
    river: River,
) -> None:
    hidden = {
        Kind.USER: frozenset({"email", "pronouns", "roles"}),
        Kind.RESULT: frozenset({"comment", "late"}),
    }
    sharing = Sharing(attributes_left_out=hidden)
    for ask in (river.roster, river.old):
        (ana,) = ask("/users/ana", sharing=sharing).records
        assert not {"email", "roles", "role", "orgs"} & ana.keys()
        assert "pronouns" not in str(ana)
        for query in ("filter=email~'a'", "filter=pronouns~'t'", "filter=role='student'"):
            assert ask("/users", query, sharing).status == 400
    assert river.roster("/users", "fields=email", sharing).status == 400
    assert river.roster("/users", "sort=email", sharing).ids == river.roster("/users").ids
    for ask in (river.grades, river.old):
        (grade,) = ask("/results/grade-oak", sharing=sharing).records
        assert "comment" not in grade
        assert "late" not in str(grade)


def test_who_opted_out_of_the_directory_is_seen_nowhere(river: River) -> None:
    sharing = Sharing(demographics=True, opt_out=OptOut("directoryOptOut", ("yes", "true")))
    with district_scope(river.district.id) as scope:
        scope.run(
            'UPDATE users SET metadata = \'{"directoryOptOut": "Yes"}\''
            " WHERE district_id = %(district)s AND sourced_id = 'ben'"
        )
    try:
        for one in READS:
            if not one.is_single:
                seen = names_of(river, river.get(address(one, "oak"), sharing=sharing).body)
                assert "ben" not in seen, one.id
        assert river.roster("/users/ben", sharing=sharing).status == 404
        assert river.grades("/results/grade-elm", sharing=sharing).status == 404
        assert river.roster("/users/ben").status == 200
    finally:
        with district_scope(river.district.id) as scope:
            scope.run("UPDATE users SET metadata = NULL WHERE district_id = %(district)s")


def test_somebody_who_is_seen_for_a_class_is_what_he_is_there(river: River) -> None:
    """Ben takes a class at Oak; that he is a pupil of Elm is none of the app's business."""
    with district_scope(river.district.id) as scope:
        scope.run(
            "INSERT INTO enrollments (district_id, id, sourced_id, changed_at, user_id, class_id,"
            " role) SELECT district_id, gen_random_uuid(), 'guest', changed_at, %(ben)s, %(oak)s,"
            " 'student' FROM enrollments WHERE sourced_id = 'ana-in-oak'",
            ben=river.ids["ben"],
            oak=river.ids["class-oak"],
        )
    try:
        (ben,) = river.roster("/users/ben", sharing=only_oak(river)).records
        assert [(one["role"], one["org"]["sourcedId"]) for one in ben["roles"]] == [
            ("student", "oak")
        ]
        assert "primaryOrg" not in ben
        (old,) = river.old("/users/ben", sharing=only_oak(river)).records
        assert (old["role"], [one["sourcedId"] for one in old["orgs"]]) == ("student", ["oak"])
        found = river.old("/users", "filter=orgs.sourcedId='oak'", only_oak(river))
        assert set(found.ids) == {"ana", "tom", "ben"}
        assert river.old("/users", "filter=orgs='elm'", only_oak(river)).ids == []
        assert set(river.old("/users", "filter=role='student'", only_oak(river)).ids) == {
            "ana",
            "ben",
        }
    finally:
        with district_scope(river.district.id) as scope:
            scope.run("DELETE FROM enrollments WHERE sourced_id = 'guest'")


def test_another_district_has_nothing_by_these_names(river: River) -> None:
    elsewhere = River.__new__(River)
    elsewhere.district = districts.create("lakeside", "Lakeside Schools", "America/Denver")
    for one in READS:
        got = elsewhere.get(address(one, "oak"))
        if one.is_single or one.parents:
            assert got.status == 404, one.id
        else:
            assert (got.records, got.total) == ([], 0), one.id
