"""Changed rules show what they would change, and then take effect on what is stored."""

import pytest

from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.masters import MasterField, Voice
from homeroom.rules.uniqueness import Domain, usual
from homeroom.runs.conductor import sync
from homeroom.runs.report import Silent
from homeroom.runs.rules import rework
from homeroom.store import history, rules
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.merge.conftest import decide, every
from tests.integration.merge.test_two_sources import known, one, renamed, with_user
from tests.integration.runs.conftest import FileApp
from tests.packages import write_package

BY_APP = Rules(
    uniqueness=usual(),
    masters=(MasterField(entity="student", field="phone", sources=(Voice(app="lms"),)),),
)


@pytest.fixture
def two(district: District, sis: FileApp, lms: FileApp) -> District:
    """A district in which two sources differ about a student's phone; the SIS was first."""
    sis.sync(with_user(known(), 1, phone="sis"))
    lms.sync(renamed(with_user(known(), 1, phone="lms")))
    assert one(district, "s1@river.example").phone == "sis"
    return district


def test_a_preview_names_the_values_that_would_change_and_changes_none(two: District) -> None:
    (effect,) = rework.preview(two, BY_APP)
    (change,) = effect.changes
    assert (effect.kind, change.field) == (Kind.USER, "phone")
    assert (change.before, change.after, change.reason) == ("sis", "lms", "lms: master")
    assert one(two, "s1@river.example").phone == "sis"


def test_rules_that_stay_change_nothing(two: District) -> None:
    with district_scope(two.id) as scope:
        held = rules.current(scope).rules
    assert list(rework.preview(two, held)) == []
    rework.apply_rules(two)
    assert rework.apply_rules(two) == {}


def test_changed_rules_take_effect_without_asking_a_source(
    two: District, sis: FileApp, lms: FileApp
) -> None:
    sis.path.unlink()
    lms.path.unlink()
    decide(two, uniqueness=BY_APP.uniqueness, masters=BY_APP.masters)
    assert rework.apply_rules(two) == {"user": 1}
    assert one(two, "s1@river.example").phone == "lms"
    with district_scope(two.id) as scope:
        newest, *_ = history.of_record(scope, sis.hub_id(Kind.USER, "s1"))
    assert (newest["field"], newest["after"], newest["run"]) == ("phone", "lms", None)


def test_a_change_that_was_broken_off_is_done_by_the_next_sync(two: District, sis: FileApp) -> None:
    decide(two, uniqueness=BY_APP.uniqueness, masters=BY_APP.masters)
    sis.sync(with_user(known(), 1, phone="sis"))
    assert one(two, "s1@river.example").phone == "lms"
    assert rework.apply_rules(two) == {}


def test_a_domain_that_is_added_later_recognises_who_was_there_before(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    decide(district)
    sis.sync(known())
    decide(district, uniqueness=(Domain(entity="user", fields=("email",)),))
    lms.sync(renamed(known()))
    assert len(every(district, Kind.USER)) == 3


class Changing(Silent):
    """Changes the rules, which take effect at once, when a run begins to store what it read."""

    def __init__(self, district: District) -> None:
        self._district = district

    def step(self, name: str) -> None:
        """Change the rules before the first chunk, and not again."""
        if name == "store":
            decide(self._district, uniqueness=BY_APP.uniqueness, masters=BY_APP.masters)
            assert rework.apply_rules(self._district) == {"user": 1}


def test_what_a_run_takes_in_by_older_rules_is_merged_again_by_those_of_now(
    two: District, lms: FileApp
) -> None:
    write_package(lms.path, renamed(with_user(known(), 1, phone="new")))
    report = sync(two, lms.key, Changing(two), started_by="test")
    assert report.changes == 1, "by the rules of its beginning the SIS spoke again"
    assert one(two, "s1@river.example").phone == "new"
    assert rework.apply_rules(two) == {}


def test_rules_that_were_overtaken_take_effect_anew_even_if_the_run_was_killed(
    two: District,
) -> None:
    decide(two, uniqueness=BY_APP.uniqueness, masters=BY_APP.masters)
    rework.apply_rules(two)
    with district_scope(two.id) as scope:
        newest = rules.current(scope).version
        rules.overtake(scope, newest)
        assert rules.last_applied(scope).version == newest, "nothing newer was overtaken"
        rules.overtake(scope, newest - 1)
        assert rules.last_applied(scope).version < newest
        scope.run("UPDATE users SET phone = 'sis' WHERE phone = 'lms'")
    assert rework.apply_rules(two) == {"user": 1}
    assert one(two, "s1@river.example").phone == "lms"
    with district_scope(two.id) as scope:
        assert rules.last_applied(scope).version == newest
        # Overtaken while they take effect: that is not forgotten either.
        began = rules.clock(scope)
        rules.overtake(scope, newest - 1)
        rules.mark_applied(scope, newest, began)
        assert rules.last_applied(scope).version < newest
