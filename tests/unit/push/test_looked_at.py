"""Where a person looks at everything before it goes, nothing goes that nobody has looked at."""

from typing import Any, cast

import pytest
from msgspec import structs

from homeroom.issues.catalogue import ENTRIES, tell
from homeroom.push.checks.gate import PREVIEWED, not_seen_yet
from homeroom.push.lanes.port import Nobody, Port
from homeroom.push.preview import without_categories
from homeroom.store.parked import FOR_A_PERSON, LIFTED
from tests.unit.push.cases import delivery, rules


def port(*, previews: bool) -> Port:
    return Port(
        district=cast(Any, None),
        target_id=1,
        target=Nobody(),
        takes=frozenset(),
        rules=rules(),
        version="1.2",
        space="1.2",
        lanes=cast(Any, None),
        identities={},
        previews=previews,
    )


def test_without_the_setting_nobody_has_to_look() -> None:
    assert not_seen_yet(port(previews=False), delivery(), "d") is None


def test_what_nobody_has_seen_is_held_with_the_content_that_would_go() -> None:
    ending = not_seen_yet(port(previews=True), delivery(), "d")
    assert ending is not None
    assert (ending.state, ending.code, ending.facts) == ("held", PREVIEWED, {"digest": "d"})


@pytest.mark.parametrize("seen", [{"lifted": (PREVIEWED,)}, {"approved": True}])
def test_what_somebody_has_let_go_is_not_asked_about_again(seen: dict[str, Any]) -> None:
    assert not_seen_yet(port(previews=True), delivery(**seen), "d") is None


@pytest.mark.parametrize("other", [code for code in LIFTED if code != PREVIEWED])
def test_another_hold_that_was_lifted_is_no_look_at_everything(other: str) -> None:
    assert not_seen_yet(port(previews=True), delivery(lifted=(other,)), "d") is not None


def test_a_look_lifts_the_hold_for_this_content_alone() -> None:
    assert PREVIEWED in LIFTED
    assert PREVIEWED not in FOR_A_PERSON, "where the setting ends, it goes by itself"
    told = tell(PREVIEWED, {})
    assert PREVIEWED in ENTRIES
    assert "{" not in told.words + told.fix


@pytest.mark.parametrize("mode", ["refuse", "off"])
def test_a_preview_asks_for_no_category_whatever_the_rule_says(mode: str) -> None:
    held = structs.replace(port(previews=True), rules=rules(category_required=mode))
    offline = without_categories(held)
    assert offline.rules.mode("category_required", "1.2") == "off"
    others = set(held.rules.by_name) - {"category_required"}
    assert all(held.rules.by_name[one] == offline.rules.by_name[one] for one in others)
