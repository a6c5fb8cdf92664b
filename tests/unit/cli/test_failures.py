"""A command that fails says two sentences: what happened, and what to do."""

import json

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError
from psycopg import OperationalError as PostgresOperationalError
from psycopg.errors import UniqueViolation

from homeroom.cli.failures import fail, told
from homeroom.errors import (
    HomeroomError,
    NeedsDeveloper,
    NeedsDistrict,
    NeedsOperator,
    RetryLater,
)

SECRET = NeedsDistrict(
    "Infinite Campus refused the client secret.",
    fix="Enter it again under Delivery Config.",
    detail="401 for client ab12",
)


@pytest.mark.parametrize("problem", [SECRET, RetryLater("Busy."), NeedsOperator("No disk.")])
def test_a_problem_that_has_words_keeps_them(problem: HomeroomError) -> None:
    assert told(problem) is problem


@pytest.mark.parametrize("kind", [OperationalError, PostgresOperationalError])
def test_a_database_that_is_away_is_the_operators(kind: type[Exception]) -> None:
    said = told(kind("connection refused\nIs the server running?"))
    assert isinstance(said, NeedsOperator)
    assert said.message == "The database does not answer: connection refused"
    assert said.fix == "See what is wrong: homeroom doctor"


@pytest.mark.parametrize("kind", [DatabaseError, IntegrityError, UniqueViolation])
def test_a_statement_that_was_refused_is_a_fault_of_ours(kind: type[Exception]) -> None:
    said = told(kind("duplicate key\nDETAIL: Key (email)=(x)"))
    assert isinstance(said, NeedsDeveloper)
    assert said.message == "The database refused a statement: duplicate key"
    assert "please report it" in said.fix


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (KeyError("late"), "This was not foreseen: KeyError: 'late'"),
        (ValueError("first\nsecond"), "This was not foreseen: ValueError: first"),
        (ZeroDivisionError(), "This was not foreseen: ZeroDivisionError: "),
    ],
    ids=["key", "two lines", "no words"],
)
def test_what_nobody_foresaw_is_named_in_one_line(problem: Exception, words: str) -> None:
    said = told(problem)
    assert isinstance(said, NeedsDeveloper)
    assert said.message == words


def test_people_read_what_happened_and_what_to_do_and_no_detail(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        fail(SECRET, as_json=False)
    out, err = capsys.readouterr()
    assert ended.value.code == 1
    assert out == ""
    assert err.splitlines() == [SECRET.message, SECRET.fix]


def test_without_anything_to_do_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fail(RetryLater("The SIS is busy."), as_json=False)
    assert capsys.readouterr().err == "The SIS is busy.\n"


def test_programs_read_the_same_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        fail(SECRET, as_json=True)
    out, err = capsys.readouterr()
    assert ended.value.code == 1
    assert err == ""
    assert json.loads(out) == {"error": SECRET.message, "fix": SECRET.fix}


def test_a_developer_sees_where_it_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEROOM_LOG", "debug")
    with pytest.raises(KeyError):
        fail(KeyError("late"), as_json=False)


def test_whoever_debugs_still_reads_sentences_where_there_are_some(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOMEROOM_LOG", "debug")
    with pytest.raises(SystemExit):
        fail(SECRET, as_json=False)
    assert SECRET.message in capsys.readouterr().err
