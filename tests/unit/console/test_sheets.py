"""Files to keep: what a spreadsheet makes of a cell, and what it must not run."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from homeroom.console.sheets import plain, plain_sheet, sheet


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 30 1", "@SUM(A1)", "-cmd", "-", "-1-2", "-1.2.3", "\t=1", "\r=1"]
)
def test_what_could_run_in_a_spreadsheet_is_a_text_there(text: str) -> None:
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-2", "-0.5", "8", "a=b", "O'Neil", "", "1-2", "50 %"])
def test_plain_words_and_numbers_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(("value", "text"), [(None, ""), (0, "0"), (-3, "-3"), (False, "False")])
def test_what_is_no_text_is_written_out(value: Any, text: str) -> None:
    assert plain(value) == text


def sent(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_begins_with_the_mark_by_which_a_spreadsheet_knows_unicode() -> None:
    answer = sheet("students", ["Name"], [["Zoë Ökonom"], ["山田"]])
    assert sent(answer) == "\ufeffName\r\nZoë Ökonom\r\n山田\r\n".encode()
    assert answer["Content-Disposition"] == 'attachment; filename="students.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_quotes_commas_and_line_ends_come_back_as_they_went() -> None:
    row = ['She said "no"', "a, b", "two\nlines", "'quoted'", "semi;colon"]
    text = sent(sheet("x", ["a", "b", "c", "d", "e"], [row])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == row


def test_a_file_of_nothing_has_its_heads() -> None:
    assert sent(sheet("x", ["Id", "Title"], [])) == "\ufeffId,Title\r\n".encode()


def test_rows_are_asked_for_while_the_file_is_sent() -> None:
    asked: list[int] = []

    def endless() -> Iterator[list[int]]:
        for number in range(1_000):
            asked.append(number)
            yield [number]

    answer: Any = sheet("x", ["Number"], endless())
    lines = iter(answer.streaming_content)
    assert asked == []
    next(lines)
    next(lines)
    assert asked == [0]


def test_heads_that_come_from_the_data_run_in_no_spreadsheet_and_are_not_translated() -> None:
    answer = plain_sheet("x", ["=HYPERLINK(1)", "Home"], [])
    with translation.override("xx"):
        assert sent(answer) == "\ufeff'=HYPERLINK(1),Home\r\n".encode()
