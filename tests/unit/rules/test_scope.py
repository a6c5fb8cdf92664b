"""The rules of scope as a district writes them."""

from datetime import date

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.scope import Deliver, FrozenDays, PlaceScope
from homeroom.rules.toml import from_toml, to_toml

TEXT = """
[scope]
places = [
  {deliver = "hold"},
  {place = "school:oak", deliver = "send"},
]
go_live = [{day = 2026-09-01}]
frozen = [{first = 2026-10-12, last = 2026-10-16, why = "report cards"}]
closed_terms = [{days_after = 5}]
released = [{app = "mathly", key = "released"}]
"""


def test_scope_is_read_and_written_as_the_same_rules() -> None:
    rules = from_toml(TEXT)
    assert rules.scope.places[1] == PlaceScope(place="school:oak", deliver=Deliver.SEND)
    assert rules.scope.frozen == (
        FrozenDays(first=date(2026, 10, 12), last=date(2026, 10, 16), why="report cards"),
    )
    assert from_toml(to_toml(rules)) == rules


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('places = [{place = "scool:oak", deliver = "hold"}]', "scool:oak is no place"),
        ('places = [{deliver = "maybe"}]', "maybe"),
        ("frozen = [{first = 2026-10-12, last = 2026-10-11}]", "before they begin"),
        ("closed_terms = [{days_after = -1}]", "before its end"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_its_place(line: str, said: str) -> None:
    with pytest.raises(NeedsDistrict, match=said):
        from_toml(f"[scope]\n{line}\n")
