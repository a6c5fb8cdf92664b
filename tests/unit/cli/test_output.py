"""What commands print is a sentence or a table for people, and one line of JSON for programs."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from msgspec import Struct

from homeroom.cli.output import print_json, print_pairs, print_table, word


class Colour(StrEnum):
    RED = "red"


class Held(Struct):
    score: Decimal
    day: date
    kinds: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "-"),
        ("", "-"),
        (0, "0"),
        (1234567, "1,234,567"),
        (-1500, "-1,500"),
        (True, "yes"),
        (False, "no"),
        ("1234", "1234"),
        (Decimal("7.50"), "7.50"),
        (1.5, "1.5"),
        (Colour.RED, "red"),
        (date(2026, 10, 14), "2026-10-14"),
        ([], ""),
        (["a", None, 1000], "a - 1,000"),
        (("a", "b"), "a b"),
        ({"new": 1200, "gone": 0}, "new 1,200, gone 0"),
        ({}, ""),
        ({"in": {"school hours": 1}, "why": ""}, "in school hours 1, why -"),
    ],
    ids=repr,
)
def test_a_value_is_written_as_people_read_it(value: Any, words: str) -> None:
    assert word(value) == words


def test_a_time_is_told_on_the_clock_of_whoever_reads() -> None:
    at = datetime(2026, 10, 14, 10, 2, 3, tzinfo=UTC)
    assert word(at) == at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def test_programs_read_one_object_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"words": "two\nlines", "state": Colour.RED})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == {"words": "two\nlines", "state": "red"}


@pytest.mark.parametrize(
    ("value", "read"),
    [
        # A score is a text: as a number it would lose its digits on the way.
        (Decimal("17.30"), "17.30"),
        (Decimal("0.1000000000000000055511151231257827"), "0.1000000000000000055511151231257827"),
        (date(2026, 10, 14), "2026-10-14"),
        (datetime(2026, 10, 14, 5, 10, tzinfo=UTC), "2026-10-14T05:10:00Z"),
        (None, None),
        (True, True),
        (12, 12),
        ("Übergang", "Übergang"),
    ],
    ids=repr,
)
def test_a_value_keeps_its_meaning_in_json(
    value: Any, read: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    print_json({"value": value})
    assert json.loads(capsys.readouterr().out) == {"value": read}


def test_structs_and_sets_are_written_as_objects_and_lists(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_json({"held": Held(Decimal("1.50"), date(2026, 1, 2), frozenset({"b"}))})
    read = json.loads(capsys.readouterr().out)
    assert read == {"held": {"score": "1.50", "day": "2026-01-02", "kinds": ["b"]}}


def test_a_table_has_its_title_its_columns_and_its_rows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table("Read", ["Kind", "Records"], [("students", 3450), ("results", None)])
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Read"
    assert lines[1].split() == ["Kind", "Records"]
    assert [line.split() for line in lines[2:]] == [["students", "3,450"], ["results", "-"]]


@pytest.mark.parametrize(("title", "words"), [("Issues", "Issues: none."), ("", "None.")])
def test_an_empty_table_is_a_sentence(
    title: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_table(title, ["Code"], iter(()))
    assert capsys.readouterr().out == f"{words}\n"


def test_a_row_is_one_line_where_programs_read_on(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("", ["Words"], [("why " * 60,)])
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "[/]", ":smile:", "50 [%]"])
def test_what_looks_like_markup_is_printed_as_it_is(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_table("", ["Title"], [(text,)])
    assert text in capsys.readouterr().out


def test_pairs_stand_below_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    print_pairs({"app": "mathly", "grade_sync": True, "settle_seconds": 1200})
    assert capsys.readouterr().out.splitlines() == [
        "app             mathly",
        "grade_sync      yes",
        "settle_seconds  1,200",
    ]


def test_no_pairs_are_no_lines(capsys: pytest.CaptureFixture[str]) -> None:
    print_pairs({})
    assert capsys.readouterr().out == ""
