"""For which values PostgreSQL plans: those at hand, but where a statement is prepared for all."""

import pytest

from homeroom.store import districts
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope, reading_scope, writing_scope
from tests.database import DatabaseUrls

AT_HAND, FOR_ALL, AS_IT_LIKES = "force_custom_plan", "force_generic_plan", "auto"


@pytest.fixture
def river(database: DatabaseUrls) -> District:
    return districts.create("riverbend", "Riverbend Schools", "America/Chicago")


def plans(scope: Scope) -> str:
    return str(scope.value("SHOW plan_cache_mode"))


def goes_through_all(scope: Scope) -> bool:
    return bool(scope.value("SHOW enable_seqscan") == "on")


def test_what_takes_a_chunk_in_is_not_planned_for_all_values(river: District) -> None:
    with district_scope(river.id) as scope:
        assert (plans(scope), goes_through_all(scope)) == (AS_IT_LIKES, True)
        scope.by_key()
        assert (plans(scope), goes_through_all(scope)) == (AS_IT_LIKES, False)
        scope.by_any_way()
        assert (plans(scope), goes_through_all(scope)) == (AS_IT_LIKES, True)


def test_a_page_of_the_console_is_planned_for_the_values_at_hand(river: District) -> None:
    with district_scope(river.id) as scope:
        scope.as_a_page()
        assert (plans(scope), goes_through_all(scope)) == (AT_HAND, False)


def test_what_an_app_asks_again_and_again_is_planned_once_for_all_values(river: District) -> None:
    with reading_scope(river.id, 5) as scope:
        assert (plans(scope), goes_through_all(scope)) == (FOR_ALL, False)
        scope.by_any_way()
        assert (plans(scope), goes_through_all(scope)) == (FOR_ALL, True)
        scope.by_key()
        assert (plans(scope), goes_through_all(scope)) == (FOR_ALL, False)
    with writing_scope(river.id) as scope:
        assert (plans(scope), goes_through_all(scope)) == (FOR_ALL, False)


def test_a_transaction_leaves_nothing_of_it_to_the_next_one(river: District) -> None:
    with reading_scope(river.id, 5):
        pass
    with district_scope(river.id) as scope:
        assert (plans(scope), goes_through_all(scope)) == (AS_IT_LIKES, True)
