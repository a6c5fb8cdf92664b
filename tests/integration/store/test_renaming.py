"""What a change of ids does to links and to what a source last said, row by row."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.issues.catalogue import Issue
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.store import (
    absences,
    apps,
    id_plans,
    identities,
    issues,
    joins,
    links,
    renaming,
    sources,
)
from homeroom.store.id_plans import IdPair, IdPlan
from homeroom.store.joins import Moved
from homeroom.store.links import Link
from homeroom.store.scope import Scope
from homeroom.store.sources import Row, Said

NOW = datetime(2026, 11, 2, tzinfo=UTC)
ANA, BEN, EVE, OAK, QUIZ = (new_id() for _ in range(5))


@pytest.fixture
def sis(scope: Scope) -> int:
    return app(scope, "sis")


def app(scope: Scope, key: str) -> int:
    made = {
        "key": key, "connector": "oneroster", "title": key, "role": "sis", "mode": "import",
        "grade_sync": False, "state": "active", "api_version": "1.1", "settings": {},
    }  # fmt: skip
    return apps.add(scope, made).id


def link(
    scope: Scope,
    app_id: int,
    external_id: str,
    record_id: str,
    origin: str = "read",
    kind: Kind = Kind.USER,
    space: str = "1.1",
) -> None:
    made = Link(app_id=app_id, kind=kind, space=space, external_id=external_id,
                record_id=record_id, origin=origin)  # fmt: skip
    links.add(scope, [made])


def say(scope: Scope, app_id: int, *ids: str, state: str = "applied") -> None:
    """Let a source have said something under some ids; the page tells them apart later."""
    said = [Said(Row(id_, hash_, hash_, 0), state) for hash_, id_ in enumerate(ids, start=1)]
    sources.keep(scope, app_id, Kind.USER, said)


def plan(
    scope: Scope,
    app_id: int,
    pairs: Mapping[str, Sequence[str]],
    kind: Kind = Kind.USER,
    new: Sequence[str] = (),
) -> None:
    """Plan new ids -> old ids."""
    made = IdPlan(made_at=NOW, actor="test", api_version="1.2", delivery={}, run_id=None)
    id_plans.begin(scope, app_id, made)
    found = [
        IdPair(kind=kind, new_id=new_id_, old_id=old, verdict="matched")
        for new_id_, some in pairs.items()
        for old in some
    ]
    found += [IdPair(kind=kind, new_id=one, old_id="", verdict="new") for one in new]
    id_plans.add(scope, app_id, found)


def rename(scope: Scope, app_id: int, *, within: bool = False) -> dict[Kind, int]:
    """Carry the plan out: into the space of 1.2, or within the one of 1.1."""
    return renaming.rename(scope, app_id, ("1.1", "1.1" if within else "1.2"), NOW)


def held(
    scope: Scope, app_id: int, space: str, kind: Kind = Kind.USER
) -> dict[str, tuple[str, str]]:
    rows = scope.rows(
        "SELECT external_id, record_id::text, origin FROM record_links WHERE app_id = %(app)s"
        " AND space = %(space)s AND kind = %(kind)s",
        app=app_id,
        space=space,
        kind=kind.value,
    )
    return {id_: (record, origin) for id_, record, origin in rows}


def last_said(scope: Scope, app_id: int) -> dict[str, int]:
    """Return the page of each row of a source."""
    rows = scope.rows(
        "SELECT source_id, page_id FROM source_records WHERE app_id = %(a)s", a=app_id
    )
    return dict(rows)


def test_a_renamed_record_has_both_ids_in_the_new_space_and_the_old_one_in_the_old(
    scope: Scope, sis: int
) -> None:
    link(scope, sis, "s+1", ANA)
    plan(scope, sis, {"guid-1": ["s+1"]})
    assert rename(scope, sis) == {Kind.USER: 1}
    assert held(scope, sis, "1.2") == {"guid-1": (ANA, "read"), "s+1": (ANA, "former")}
    assert held(scope, sis, "1.1") == {"s+1": (ANA, "read")}


def test_within_one_space_the_old_id_becomes_a_former_one(scope: Scope, sis: int) -> None:
    link(scope, sis, "s+1", ANA)
    link(scope, sis, "s+2", BEN)
    plan(scope, sis, {"p-1": ["s+1"]})
    rename(scope, sis, within=True)
    assert held(scope, sis, "1.1") == {
        "p-1": (ANA, "read"), "s+1": (ANA, "former"), "s+2": (BEN, "read"),
    }  # fmt: skip


def test_an_id_that_stays_is_carried_over_and_counts_as_no_change(scope: Scope, sis: int) -> None:
    link(scope, sis, "7", ANA)
    say(scope, sis, "7")
    plan(scope, sis, {"7": ["7"]})
    assert rename(scope, sis) == {}
    assert held(scope, sis, "1.2") == {"7": (ANA, "read")}
    assert last_said(scope, sis) == {"7": 1}


@pytest.mark.parametrize("origin", ["read", "derived", "matched"])
def test_what_was_not_looked_at_is_carried_over_as_it_is(
    scope: Scope, sis: int, origin: str
) -> None:
    """A grade of ours has the same id in both versions; so has its line item."""
    link(scope, sis, "result-9", QUIZ, origin, Kind.RESULT)
    plan(scope, sis, {})
    rename(scope, sis)
    assert held(scope, sis, "1.2", Kind.RESULT) == {"result-9": (QUIZ, origin)}


def test_a_derived_id_that_was_matched_stays_a_derived_one(scope: Scope, sis: int) -> None:
    link(scope, sis, "item-1", QUIZ, "derived", Kind.LINE_ITEM)
    plan(scope, sis, {"item-1": ["item-1"]}, Kind.LINE_ITEM)
    rename(scope, sis)
    assert held(scope, sis, "1.2", Kind.LINE_ITEM) == {"item-1": (QUIZ, "derived")}


def test_an_old_id_that_means_somebody_new_is_not_carried_over(scope: Scope, sis: int) -> None:
    link(scope, sis, "12", ANA)
    plan(scope, sis, {}, new=["12"])
    rename(scope, sis)
    assert held(scope, sis, "1.2") == {}


def test_an_old_id_that_another_record_gets_belongs_to_that_one(scope: Scope, sis: int) -> None:
    link(scope, sis, "12", ANA)
    link(scope, sis, "13", BEN)
    plan(scope, sis, {"13": ["12"], "14": ["13"]})
    rename(scope, sis)
    assert held(scope, sis, "1.2") == {
        "12": (ANA, "former"), "13": (ANA, "read"), "14": (BEN, "read"),
    }  # fmt: skip


@pytest.mark.parametrize("within", [False, True], ids=["in a new space", "in the same space"])
def test_ids_may_go_round_in_a_ring(scope: Scope, sis: int, within: bool) -> None:
    for id_, record in (("a", ANA), ("b", BEN), ("c", EVE)):
        link(scope, sis, id_, record)
    say(scope, sis, "a", "b", "c")
    plan(scope, sis, {"b": ["a"], "c": ["b"], "a": ["c"]})
    assert rename(scope, sis, within=within) == {Kind.USER: 3}
    found = held(scope, sis, "1.1" if within else "1.2")
    assert found == {"b": (ANA, "read"), "c": (BEN, "read"), "a": (EVE, "read")}
    assert last_said(scope, sis) == {"b": 1, "c": 2, "a": 3}


def test_of_several_old_ids_the_row_that_is_heard_stands_for_all(scope: Scope, sis: int) -> None:
    for id_ in ("g+5", "t+5"):
        link(scope, sis, id_, ANA)
    say(scope, sis, "g+5", state="gone")
    say(scope, sis, "other", "t+5")
    plan(scope, sis, {"guid": ["g+5", "t+5"]})
    assert rename(scope, sis) == {Kind.USER: 2}
    assert held(scope, sis, "1.2") == {
        "guid": (ANA, "read"), "g+5": (ANA, "former"), "t+5": (ANA, "former"),
    }  # fmt: skip
    assert last_said(scope, sis) == {"guid": 2, "other": 1}


def test_what_was_said_stands_under_the_new_id_and_in_the_same_state(
    scope: Scope, sis: int
) -> None:
    say(scope, sis, "s+1", state="waiting")
    plan(scope, sis, {"guid-1": ["s+1"]})
    rename(scope, sis)
    assert held(scope, sis, "1.2") == {}, "nothing that waits has a record"
    assert sources.states(scope, sis) == {"user": {"waiting": 1}}
    assert last_said(scope, sis) == {"guid-1": 1}


def test_the_other_app_and_the_other_kind_keep_their_ids(scope: Scope, sis: int) -> None:
    other = app(scope, "other")
    link(scope, sis, "s+1", ANA)
    link(scope, other, "s+1", BEN)
    link(scope, sis, "s+1", OAK, kind=Kind.ORG)
    say(scope, other, "s+1")
    plan(scope, sis, {"guid-1": ["s+1"]})
    rename(scope, sis)
    assert held(scope, other, "1.1") == {"s+1": (BEN, "read")}
    assert held(scope, other, "1.2") == {}
    assert held(scope, sis, "1.2", Kind.ORG) == {"s+1": (OAK, "read")}
    assert last_said(scope, other) == {"s+1": 1}


def test_by_what_somebody_is_recognised_goes_with_the_main_row(scope: Scope, sis: int) -> None:
    for id_ in ("g+5", "t+5"):
        link(scope, sis, id_, ANA)
    say(scope, sis, "g+5", "t+5")
    keys = {"g+5": {"user: email": "home@x.example"}, "t+5": {"user: email": "ana@x.example"}}
    identities.keep(scope, sis, Kind.USER, keys)
    plan(scope, sis, {"guid": ["g+5", "t+5"]})
    rename(scope, sis)
    assert identities.of_source(scope, sis, Kind.USER, "guid") == [
        ("user: email", "home@x.example")
    ]
    assert identities.of_source(scope, sis, Kind.USER, "t+5") == []
    found = identities.holders(scope, Kind.USER, [("user: email", "home@x.example")], {sis: "1.2"})
    assert found == [("user: email", "home@x.example", ANA, sis, "guid")]


def test_who_was_kept_apart_stays_apart(scope: Scope, sis: int) -> None:
    link(scope, sis, "s+1", ANA)
    identities.keep_apart(scope, sis, Kind.USER, [("s+1", BEN)], "test")
    plan(scope, sis, {"guid-1": ["s+1"]})
    rename(scope, sis)
    assert identities.apart(scope, sis, Kind.USER, ["guid-1", "s+1"]) == {("guid-1", BEN)}


def test_an_absence_under_the_old_id_is_over_and_one_of_another_is_not(
    scope: Scope, sis: int
) -> None:
    link(scope, sis, "s+1", ANA)
    say(scope, sis, "s+1", "s+2")
    absences.note(scope, sis, Kind.USER, 1, ["s+1", "s+2"])
    plan(scope, sis, {"guid-1": ["s+1"]})
    rename(scope, sis)
    assert [one.source_id for one in absences.of_kind(scope, sis, Kind.USER)] == ["s+2"]


def test_issues_about_ids_that_are_gone_are_over(scope: Scope, sis: int) -> None:
    link(scope, sis, "s+1", ANA)
    cases = [
        Issue(code="record.unreadable", kind=Kind.USER.value, subject=id_) for id_ in ("s+1", "s+2")
    ]
    issues.note(scope, sis, None, cases, NOW)
    plan(scope, sis, {"guid-1": ["s+1"]})
    rename(scope, sis)
    assert [one.subject for one in issues.open_ones(scope, sis, 9)] == ["s+2"]


def test_what_waits_for_a_person_or_is_gone_is_not_renamed(scope: Scope, sis: int) -> None:
    for id_, record in (("s+1", ANA), ("s+2", BEN)):
        link(scope, sis, id_, record)
    plan(scope, sis, {})
    id_plans.add(scope, sis, [
        IdPair(kind=Kind.USER, new_id="g", old_id="s+1", verdict="waits", agree=("email",)),
        IdPair(kind=Kind.USER, new_id="", old_id="s+2", verdict="gone"),
    ])  # fmt: skip
    assert rename(scope, sis) == {}
    assert held(scope, sis, "1.2") == {"s+1": (ANA, "read"), "s+2": (BEN, "read")}


def test_a_former_id_is_given_up_when_a_source_uses_it_anew(scope: Scope, sis: int) -> None:
    link(scope, sis, "s+1", ANA, "former", space="1.2")
    link(scope, sis, "s+2", ANA, space="1.2")
    for id_ in ("s+1", "s+2"):
        link(scope, sis, id_, BEN, space="1.2")
    assert held(scope, sis, "1.2") == {"s+1": (BEN, "read"), "s+2": (ANA, "read")}


def test_the_id_for_deliveries_is_never_a_former_one(scope: Scope, sis: int) -> None:
    link(scope, sis, "a-former", ANA, "former", space="1.2")
    link(scope, sis, "the-present", ANA, space="1.2")
    assert links.external(scope, sis, "1.2", Kind.USER, [ANA]) == {ANA: "the-present"}


def test_a_plan_counts_its_pairs_and_says_by_what(scope: Scope, sis: int) -> None:
    plan(scope, sis, {"guid-1": ["s+1"], "7": ["7"]}, new=["guid-3"])
    id_plans.add(scope, sis, [
        IdPair(kind=Kind.ORG, new_id="x", old_id="3", verdict="waits", agree=("name",)),
        IdPair(kind=Kind.USER, new_id="", old_id="s+9", verdict="gone", title="Ana"),
        IdPair(kind=Kind.LINE_ITEM, new_id="i", old_id="i", verdict="matched",
               agree=("id", "title"), title="Quiz", uncategorised=True),
    ])  # fmt: skip
    assert id_plans.counted(scope, sis) == {
        "org": {"waits": 1},
        "user": {"renamed": 1, "matched": 1, "new": 1, "gone": 1},
        "lineItem": {"matched": 1},
    }
    assert list(id_plans.counted(scope, sis)) == ["org", "user", "lineItem"]
    assert id_plans.matched_by(scope, sis) == [
        ("user", [], 2), ("lineItem", ["id", "title"], 1),
    ]  # fmt: skip
    assert [one.title for one in id_plans.uncategorised(scope, sis, 9)] == ["Quiz"]
    assert [one.old_id for one in id_plans.with_verdict(scope, sis, "gone", 9)] == ["s+9"]
    assert id_plans.renamed(scope, sis, (Kind.USER,)) == {(Kind.USER, "s+1"): "guid-1"}
    assert id_plans.renamed(scope, sis, (Kind.ORG, Kind.CLASS)) == {}


def test_a_new_plan_takes_the_place_of_the_old_one(scope: Scope, sis: int) -> None:
    plan(scope, sis, {"guid-1": ["s+1"]})
    id_plans.finish(scope, sis)
    assert id_plans.of_app(scope, sis).complete
    plan(scope, sis, {"guid-2": ["s+2"]})
    assert not id_plans.of_app(scope, sis).complete
    assert set(id_plans.renamed(scope, sis, (Kind.USER,)).values()) == {"guid-2"}
    id_plans.drop(scope, sis)
    assert id_plans.counted(scope, sis) == {}
    with pytest.raises(NeedsDistrict, match="No change of ids is prepared"):
        id_plans.of_app(scope, sis)


def test_one_new_id_of_several_records_tells_which_is_the_older(scope: Scope, sis: int) -> None:
    first, second = sorted((ANA, BEN))
    link(scope, sis, "t+5", second)
    link(scope, sis, "g+5", first)
    link(scope, sis, "s+1", EVE)
    plan(scope, sis, {"guid": ["t+5", "g+5"], "guid-1": ["s+1"]})
    assert id_plans.split(scope, sis, "1.1") == [(Kind.USER, [first, second])]
    assert id_plans.split(scope, sis, "1.2") == []


def merged(scope: Scope, links_: Sequence[tuple[int, str, str]]) -> int:
    """Let Ben be Ana since somebody merged them; these links (app, space, id) were Ben's."""
    moved = Moved(tuple((app_id, "user", space, id_) for app_id, space, id_ in links_))
    return joins.add(scope, Kind.USER, (ANA, BEN), moved, ("test", "twice"), NOW)


@pytest.mark.parametrize("within", [False, True], ids=["in a new space", "in the same space"])
def test_a_merge_that_stands_knows_the_ids_of_now(scope: Scope, sis: int, within: bool) -> None:
    lms, space = app(scope, "lms"), "1.1" if within else "1.2"
    link(scope, sis, "s1", ANA)
    link(scope, sis, "s2", ANA)
    link(scope, lms, "x2", ANA, space="")
    number = merged(scope, [(sis, "1.1", "s2"), (lms, "", "x2")])
    plan(scope, sis, {"p1": ["s1"], "p2": ["s2"]})
    rename(scope, sis, within=within)
    moved = joins.standing(scope)[number]
    assert set(moved.links) >= {(sis, "user", space, "p2"), (lms, "user", "", "x2")}
    joins.move_back(scope, moved, (ANA, BEN))
    assert held(scope, sis, space) == {
        "p1": (ANA, "read"), "s1": (ANA, "former"), "p2": (BEN, "read"), "s2": (BEN, "former"),
    }  # fmt: skip
    assert held(scope, lms, "") == {"x2": (BEN, "read")}


def test_an_id_that_somebody_else_has_by_now_is_not_given_back(scope: Scope, sis: int) -> None:
    link(scope, sis, "s2", EVE)
    number = merged(scope, [(sis, "1.1", "s2")])
    joins.move_back(scope, joins.standing(scope)[number], (ANA, BEN))
    assert held(scope, sis, "1.1") == {"s2": (EVE, "read")}
