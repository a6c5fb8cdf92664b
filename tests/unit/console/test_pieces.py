"""Chips and moments, which stand everywhere, as they are drawn."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from homeroom.console import pieces
from homeroom.console.words import STATES, Word

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 29, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW, "today 10:00"),
        (NOW.replace(hour=6), "today 00:00"),
        (NOW.replace(hour=5, minute=59), "yesterday 23:59"),
        (NOW - timedelta(days=2), "27 Nov 10:00"),
        (NOW.replace(year=2025), "29 Nov 2025 10:00"),
        (NOW + timedelta(days=1), "30 Nov 10:00"),
    ],
)
def test_a_moment_is_one_of_the_districts_clock(at: datetime, words: str) -> None:
    assert f">{words}</time>" in pieces.moment(at, CHICAGO, NOW)


def test_a_moment_tells_machines_the_instant_and_people_the_second() -> None:
    drawn = pieces.moment(NOW, CHICAGO, NOW)
    assert 'datetime="2026-11-29T16:00:00+00:00"' in drawn
    assert 'title="2026-11-29 10:00:00"' in drawn


def test_no_moment_is_a_dash() -> None:
    assert pieces.moment(None, CHICAGO, NOW) == "-"


@pytest.mark.parametrize("of", STATES)
def test_every_state_has_word_shape_tone_and_meaning(of: str) -> None:
    for word in STATES[of].values():
        drawn = pieces.chip(word)
        for part in (f">{word.word}</span>", f"#{word.shape}", f"hr-{word.tone}"):
            assert part in drawn
        assert "hr-since" not in drawn
        assert pieces.chip(word, "today").endswith(' <span class="hr-since">today</span></span>')


def test_what_a_translator_writes_is_text() -> None:
    word = Word("<b>Ab & zu</b>", "done", "good", 'Ein "Wort".')  # type: ignore[arg-type]
    drawn = pieces.chip(word)
    assert "&lt;b&gt;Ab &amp; zu&lt;/b&gt;" in drawn
    assert 'title="Ein &quot;Wort&quot;."' in drawn
