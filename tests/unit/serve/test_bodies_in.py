"""What an app sends, read as generously as its meaning allows."""

import json
from decimal import Decimal
from typing import Any

import pytest

from homeroom.model.kinds import Kind, Version
from homeroom.runs.writes.own_ids import Given
from homeroom.serve.bodies_in import MOST_AT_ONCE, is_deletion, one, several
from homeroom.serve.problems import Refused

OLD, NEW = Version.V1P1, Version.V1P2


@pytest.mark.parametrize(
    "body",
    [
        b'{"category":{"title":"Quizzes"}}',
        b'{"category":{"sourcedId":"c1","title":"Quizzes"}}',
        b'{"category":{"sourcedId":"","title":"Quizzes"}}',
        b'{"title":"Quizzes"}',
        b' {"category" : {"title" : "Quizzes"}}\n',
    ],
    ids=["plain", "with-id", "blank-id", "bare", "spaced"],
)
def test_the_id_of_the_path_counts_and_the_wrapper_may_lack(body: bytes) -> None:
    found = one(body, Kind.CATEGORY, NEW, "c1")
    assert found.id == "c1"
    assert found.wire["title"] == "Quizzes"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "no JSON"),
        (b"nothing", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"result":{"score":1e99999999999999999999}}', "no JSON"),
        (b"[]", "no JSON object"),
        (b'{"result":[]}', "result is no object"),
        (b'{"result":{"sourcedId":"r2"}}', "the body says r2"),
    ],
    ids=["empty", "words", "bytes", "deep", "huge", "list", "list-within", "other-id"],
)
def test_what_is_no_object_is_refused_in_words(body: bytes, word: str) -> None:
    with pytest.raises(Refused) as raised:
        one(body, Kind.RESULT, NEW, "r1")
    assert raised.value.problem.status == 422
    assert word in raised.value.problem.words


def test_a_score_stays_exact_whatever_its_form() -> None:
    for text in ("17.10", '"17.10"', "17.100000000000000000001"):
        wire = one(f'{{"result":{{"score":{text}}}}}'.encode(), Kind.RESULT, NEW, "r").wire
        assert str(wire["score"]) == text.strip('"')
        assert not isinstance(wire["score"], float)
    wire = one(b'{"result":{"score":0.1}}', Kind.RESULT, OLD, "r").wire
    assert wire["score"] == Decimal("0.1")


@pytest.mark.parametrize("version", [OLD, NEW])
def test_late_as_a_score_status_is_a_flag(version: Version) -> None:
    wire = one(b'{"result":{"scoreStatus":"late"}}', Kind.RESULT, version, "r").wire
    assert (wire["scoreStatus"], wire["late"]) == ("submitted", "true")


def posted(*wires: Any) -> bytes:
    return json.dumps({"lineItems": list(wires)}).encode()


def test_each_of_several_gets_an_id_of_ours_and_is_told_by_the_one_it_came_with() -> None:
    body = posted({"sourcedId": "t1", "title": "a"}, {"title": "b"})
    given, supplied = several(body, Kind.LINE_ITEM, "lineItems")
    assert supplied == ["t1", ""]
    assert [held.wire["title"] for held in given] == ["a", "b"]
    assert len({held.id for held in given} - {"t1", ""}) == 2


@pytest.mark.parametrize(
    "body",
    [
        posted(),
        posted({"title": "a"}, 7),
        posted({"title": "a", "status": "tobedeleted"}),
        posted(*[{}] * (MOST_AT_ONCE + 1)),
        b'{"lineItems":{"title":"a"}}',
        b'{"results":[{"title":"a"}]}',
    ],
    ids=["none", "number", "deleted", "too-many", "no-list", "other-wrapper"],
)
def test_a_batch_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as raised:
        several(body, Kind.LINE_ITEM, "lineItems")
    assert raised.value.problem.minor == "invaliddata"


def test_deleting_is_said_by_a_status_in_any_spelling() -> None:
    for status in ("tobedeleted", "toBeDeleted", "inactive"):
        assert is_deletion(Given("r", {"status": status}))
    for other in ("active", "", None, 7):
        assert not is_deletion(Given("r", {"status": other}))
