"""Scopes: understood in the words of both versions, and never more than is allowed."""

import pytest

from homeroom.model.api_scopes import CORES, ONLY_1_2, SCOPES, addresses, named, within

V1P1 = "https://purl.imsglobal.org/spec/or/v1p1/scope/"
V1P2 = "https://purl.imsglobal.org/spec/or/v1p2/scope/"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{V1P2}roster.readonly", {"roster.readonly"}),
        (f"{V1P1}roster.readonly", {"roster.readonly"}),
        ("roster.readonly", {"roster.readonly"}),
        (f"{V1P2}roster.readonly  {V1P1}gradebook.delete", {"roster.readonly", "gradebook.delete"}),
        (f"{V1P2}roster.readwrite openid", set()),
        ("https://elsewhere.example/scope/roster.readonly", set()),
        ("", set()),
    ],
    ids=["1.2", "1.1", "bare", "both", "unknown", "elsewhere", "nothing"],
)
def test_a_scope_is_known_by_the_address_of_either_version(text: str, found: set[str]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    ("allowed", "asked", "given"),
    [
        ("roster.readonly", "roster.readonly", "roster.readonly"),
        ("roster.readonly", "roster-core.readonly", "roster-core.readonly"),
        ("roster-core.readonly", "roster.readonly", "roster-core.readonly"),
        ("roster.readonly", "gradebook.readonly", ""),
        ("gradebook.createput", "gradebook.delete", ""),
        ("", "roster.readonly", ""),
    ],
    ids=["exact", "narrower", "wider", "another", "another-act", "nothing"],
)
def test_a_token_gets_no_more_than_is_allowed(allowed: str, asked: str, given: str) -> None:
    assert within(filter(None, [allowed]), [asked]) == frozenset(filter(None, [given]))


def test_what_is_asked_for_twice_over_is_given_as_far_as_it_goes() -> None:
    asked = ["roster.readonly", "roster-core.readonly", "gradebook.delete"]
    assert within(["roster-core.readonly"], asked) == {"roster-core.readonly"}


def test_an_answer_names_each_scope_in_every_version_that_has_it() -> None:
    assert addresses(["gradebook.createpost"]) == f"{V1P2}gradebook.createpost"
    both = addresses(["roster.readonly"]).split()
    assert both == [f"{V1P2}roster.readonly", f"{V1P1}roster.readonly"]
    assert named(addresses(SCOPES)) == frozenset(SCOPES)


def test_every_core_and_every_scope_of_1_2_alone_is_a_scope() -> None:
    assert {*CORES, *CORES.values(), *ONLY_1_2} <= SCOPES.keys()
