"""What a district shares with an app."""

from datetime import UTC, datetime, timedelta

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.rules.sharing import Sharing, attribute_named, attributes_of

NOW = datetime(2027, 6, 30, 5, tzinfo=UTC)


def test_without_a_decision_all_but_demographics_is_shared() -> None:
    assert [kind for kind in Kind if not Sharing().shares(kind)] == [Kind.DEMOGRAPHICS]
    assert Sharing(demographics=True).hidden == frozenset()


def test_a_kind_that_is_left_out_is_not_shared_even_where_demographics_are() -> None:
    both = frozenset({Kind.DEMOGRAPHICS, Kind.RESULT})
    assert Sharing(demographics=True, kinds_left_out=both).hidden == both


def test_sharing_ends_with_its_last_moment() -> None:
    assert not Sharing().has_ended(NOW)
    assert not Sharing(until=NOW).has_ended(NOW - timedelta(seconds=1))
    assert Sharing(until=NOW).has_ended(NOW)


def test_what_was_left_out_of_a_kind_is_left_out_of_no_other() -> None:
    sharing = Sharing(attributes_left_out={Kind.USER: frozenset({"email"})})
    assert sharing.left_out(Kind.USER) == {"email"}
    assert sharing.left_out(Kind.ORG) == frozenset()


@pytest.mark.parametrize("kind", Kind)
def test_no_record_loses_what_it_has_to_have(kind: Kind) -> None:
    needed = {field.wire for field in ENTITIES[kind].fields if field.needed or field.to}
    offered = attributes_of(kind)
    assert "metadata" in offered
    assert not needed & set(offered)
    assert not {"scoreStatus", "roles", "enabledUser"} & set(offered)


def test_an_attribute_is_named_with_its_kind() -> None:
    assert attribute_named("user.email") == (Kind.USER, "email")
    for wrong in ("email", "user.givenName", "user.shoeSize", "wizard.email", "result.student"):
        with pytest.raises(NeedsDistrict) as raised:
            attribute_named(wrong)
        assert raised.value.fix
