"""What is written as an array comes back as it was."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeroom.store.arrays import text_array
from homeroom.store.scope import Scope

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=st.lists(st.none() | TEXTS))
def test_any_texts_come_back(scope: Scope, values: list[str | None]) -> None:
    rows = scope.rows(
        "SELECT t FROM unnest(%(given)s::text[]) WITH ORDINALITY x (t, n) ORDER BY n",
        given=text_array(values),
    )
    assert [text for (text,) in rows] == values


def test_a_list_of_texts_is_such_an_array(scope: Scope) -> None:
    odd = ['say "hi"', "back\\slash", "", "a,b", "{}"]
    assert scope.value("SELECT 'a,b' = ANY(%(odd)s)", odd=odd)
    assert scope.value("SELECT %(odd)s::text[]", odd=odd) == odd
    assert scope.value("SELECT cardinality(%(none)s::text[])", none=[]) == 0
