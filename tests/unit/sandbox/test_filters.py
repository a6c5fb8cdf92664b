"""The filter grammar on plain rows."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.sandbox.oneroster.errors import Refused
from homeroom.sandbox.oneroster.filters import Filter, parse_filter

_ROW: dict[str, Any] = {
    "sourcedId": "r-1",
    "status": "active",
    "dateLastModified": "2026-10-14T12:00:00.000Z",
    "metadata": {"ic.legacySourcedId": "123", "team": "Red", "list": ["a", "b"]},
    "lineItem": {"href": "http://x/lineItems/i-1", "sourcedId": "i-1", "type": "lineItem"},
    "student": {"href": "http://x/users/s", "sourcedId": "s-1", "type": "user"},
    "scoreStatus": "fully graded",
    "score": Decimal("17.50"),
    "scoreDate": "2026-10-02",
    "comment": "It's a b'gin",
    "late": "true",
}
_USER: dict[str, Any] = {
    "sourcedId": "u",
    "givenName": "Ana",
    "familyName": "Ruiz",
    "grades": ("09", "10"),
    "enabledUser": True,
    "roles": [
        {"role": "teacher", "org": {"sourcedId": "S1"}},
        {"role": "guardian", "org": {"sourcedId": "S2"}},
    ],
    "agents": [{"sourcedId": "A"}, {"sourcedId": "B"}],
    "userIds": [{"type": "state", "identifier": "7"}],
}


def _matches(text: str, row: dict[str, Any] = _ROW, entity: str = "result") -> bool:
    return parse_filter(text, entity, "1.2").matches(row)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scoreStatus='fully graded'", True),
        ("scoreStatus='FULLY Graded'", True),
        ("scoreStatus='exempt'", False),
        ("scoreStatus!='exempt'", True),
        ("scoreStatus~'grad'", True),
        ("scoreStatus~'GRAD'", True),
        ("scoreStatus~'x'", False),
        ("scoreStatus>'a'", True),
        ("scoreStatus<'a'", False),
        ("score='17.5'", True),
        ("score='17.500'", True),
        ("score!='17.5'", False),
        ("score>'17'", True),
        ("score>'9'", True),
        ("score>='17.5'", True),
        ("score<'100'", True),
        ("score<='17.49'", False),
        ("score~'7.5'", True),
        ("scoreDate='2026-10-02'", True),
        ("scoreDate>'2026-10-01'", True),
        ("scoreDate<'2026-10-02'", False),
        ("scoreDate='2026-10-02T23:00:00Z'", True),
        ("dateLastModified='2026-10-14T12:00:00Z'", True),
        ("dateLastModified='2026-10-14T14:00:00+02:00'", True),
        ("dateLastModified>'2026-10-14'", True),
        ("dateLastModified<'2026-10-14'", False),
        ("dateLastModified~'2026-10'", True),
        ("late='true'", True),
        ("late='TRUE'", True),
        ("late!='true'", False),
        ("missing='true'", False),
        ("missing!='true'", True),
        ("textScore='A'", False),
        ("textScore!='A'", True),
        ("textScore~'A'", False),
        ("textScore>'A'", False),
        ("lineItem.sourcedId='i-1'", True),
        ("lineItem='i-1'", True),
        ("lineItem.type='lineitem'", True),
        ("lineItem.href~'x/line'", True),
        ("student!='s-1'", False),
        ("metadata.ic.legacySourcedId='123'", True),
        ("metadata.team='red'", True),
        ("metadata.none='x'", False),
        ("comment='it''s a b''gin'", True),
        ("comment~''''", True),
        ("sourcedId = 'r-1'", True),
        ("  sourcedId='r-1'  ", True),
    ],
)
def test_predicate_compares_by_the_kind_of_its_field(text: str, expected: bool) -> None:
    assert _matches(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("grades='09'", True),
        ("grades='09,10'", True),
        ("grades='10, 09'", True),
        ("grades='09,11'", False),
        ("grades!='09,11'", True),
        ("grades!='09'", False),
        ("grades~'11,10'", True),
        ("grades~'11,12'", False),
        ("grades>'09'", True),
        ("grades>'10'", False),
        ("roles.role='teacher'", True),
        ("roles.role='teacher,guardian'", True),
        ("roles.role='teacher,student'", False),
        ("roles.role~'student,guardian'", True),
        ("roles.org.sourcedId='s2'", True),
        ("agents='A'", True),
        ("agents.sourcedId='A,B'", True),
        ("userIds.type='state'", True),
        ("userIds.identifier='8'", False),
        ("enabledUser='true'", True),
        ("resources='x'", False),
        ("resources!='x'", True),
    ],
)
def test_list_is_compared_by_what_it_holds(text: str, expected: bool) -> None:
    assert _matches(text, _USER, "user") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("score>'17' AND score<'18'", True),
        ("score>'17' AND score<'17.1'", False),
        ("score>'90' OR late='true'", True),
        ("score>'90' OR late='false'", False),
        ("scoreStatus='x AND y' OR late='true'", True),
        ("comment='AND' OR scoreStatus='exempt'", False),
        ("late='true'  AND  score='17.5'", True),
    ],
)
def test_two_predicates_are_joined(text: str, expected: bool) -> None:
    assert _matches(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "score",
        "score=17",
        "score='17",
        'score="17"',
        "='17'",
        "score=='17'",
        "score<>'17'",
        "score='many'",
        "scoreDate='soon'",
        "dateLastModified>'2026-10-14T12:00:00'",
        "late='perhaps'",
        "colour='red'",
        "lineItem.title='x'",
        "score.value='1'",
        "metadata='x'",
        "learningObjectiveSet='x'",
        "score='1' AND",
        "score='1' AND colour='red'",
        "score='1' XOR late='true'",
        "score='1' and late='true'",
        "score='1'AND late='true'",
        "score='1' AND late='true' AND score='2'",
        "(score='1')",
        "NOT score='1'",
        "score='1' trailing",
    ],
)
def test_text_that_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_filter(text, "result", "1.2")
    assert caught.value.status == 400
    assert caught.value.code == "invalid_filter_field"


@given(st.text(max_size=30))
def test_any_value_can_be_quoted(value: str) -> None:
    quoted = value.replace("'", "''")
    found = parse_filter(f"comment='{quoted}'", "result", "1.2")
    assert found.matches({"comment": value})
    assert not found.matches({"comment": f"{value}x"})


def _parsed(text: str) -> Filter:
    return parse_filter(text, "result", "1.2")


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("dateLastModified>'2026-07-01'", 1782864000000),
        ("dateLastModified>='2026-07-01T00:00:00Z'", 1782864000000),
        ("dateLastModified='2026-07-01'", 1782864000000),
        ("dateLastModified<'2026-07-01'", None),
        ("dateLastModified!='2026-07-01'", None),
        ("score>'3'", None),
        ("score>'3' AND dateLastModified>'2026-07-01'", 1782864000000),
        ("score>'3' OR dateLastModified>'2026-07-01'", None),
        ("dateLastModified>'2026-06-01' AND dateLastModified>'2026-07-01'", 1782864000000),
    ],
)
def test_lower_bound_of_the_date_is_known_where_all_rows_obey_it(
    text: str, since: int | None
) -> None:
    assert _parsed(text).since() == since


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("lineItem.sourcedId='I-1'", "I-1"),
        ("lineItem='I-1'", "I-1"),
        ("late='true' AND lineItem='I-1'", "I-1"),
        ("late='true' OR lineItem='I-1'", None),
        ("lineItem!='I-1'", None),
        ("lineItem~'I-1'", None),
        ("student='I-1'", None),
    ],
)
def test_one_line_item_is_known_where_all_rows_are_of_it(text: str, only: str | None) -> None:
    assert _parsed(text).only("lineItem", "sourcedId") == only


def test_filter_knows_which_fields_it_names() -> None:
    both = _parsed("status='active' AND score>'1'")
    assert both.names("status")
    assert both.names("dateLastModified", "score")
    assert not both.names("dateLastModified")
    assert not both.names_only("status")
    assert _parsed("status='active'").names_only("status", "dateLastModified")
