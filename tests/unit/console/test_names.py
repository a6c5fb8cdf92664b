"""How fields and apps are called where the hub itself has shorter names for them."""

import pytest

from homeroom.console.names import title_of_field, with_titles
from homeroom.model.kinds import Kind

TITLES = {"sis": "Infinite Campus", "csv-2": "Records \\1 office", "csv": "Registrar"}


@pytest.mark.parametrize(
    ("kind", "field", "title"),
    [
        (Kind.USER, "family_name", "Family name"),
        (Kind.LINE_ITEM, "result_value_max", "Result value max"),
        (Kind.RESULT, "text_score", "Text score"),
        (Kind.USER, "metadata.campus", "metadata.campus"),
        (Kind.ORG, "", ""),
    ],
)
def test_a_field_is_called_as_its_attribute_and_what_is_none_by_its_name(
    kind: Kind, field: str, title: str
) -> None:
    assert title_of_field(kind, field) == title


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("sis is the only source", "Infinite Campus is the only source"),
        ("csv-2: master", "Records \\1 office: master"),
        ("csv: newer than sis", "Registrar: newer than Infinite Campus"),
        ("on the basis of a rule", "on the basis of a rule"),
        ("sis-old is gone", "sis-old is gone"),
        ("", ""),
    ],
)
def test_a_reason_names_apps_by_their_titles(reason: str, shown: str) -> None:
    assert with_titles(reason, TITLES) == shown
