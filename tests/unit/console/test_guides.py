"""Guides beside a form: what becomes of their words, and what they cannot do."""

import pytest

from homeroom.connectors.gallery import gallery
from homeroom.console.guides import drawing, guide


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("# Before you begin", "<h3>Before you begin</h3>"),
        ("## Step", "<h4>Step</h4>"),
        ("#### Deep", "<h6>Deep</h6>"),
        ("###### Deepest", "<h6>Deepest</h6>"),
    ],
)
def test_headings_of_a_guide_stand_below_those_of_its_page(text: str, made: str) -> None:
    assert guide(text).strip() == made


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[here](javascript:alert(1))",
        "![x](javascript:alert(1))",
    ],
)
def test_a_guide_can_be_read_and_can_do_nothing(text: str) -> None:
    made = guide(text)
    assert "<script" not in made
    assert "<img" not in made
    assert "href" not in made


def test_a_link_a_list_and_code_are_what_they_are_meant_as() -> None:
    made = guide("1. Open [the help](https://help.example/a?b=1&c=2).\n2. Type `key < 9`.")
    assert '<a href="https://help.example/a?b=1&amp;c=2">the help</a>' in made
    assert made.count("<li>") == 2
    assert "<code>key &lt; 9</code>" in made


def test_every_picture_is_hidden_from_who_listens_and_named_beside() -> None:
    for one in gallery().values():
        made = drawing(one)
        assert made.count('aria-hidden="true"') == 1, one
        assert made.lstrip().startswith("<svg"), one
        assert "<script" not in made, one
