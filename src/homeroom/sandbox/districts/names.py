"""Invented names of people, courses and schools, read from the files beside this module."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Catalogue:
    """`courses` holds (title, subject, code) per grade; `topics` words per subject."""

    courses: dict[str, list[tuple[str, str, str]]]
    topics: dict[str, list[str]]
    school_words: tuple[list[str], list[str]]


@cache
def first_names() -> list[str]:
    return (_FOLDER / "first_names.txt").read_text(encoding="utf-8").split()


@cache
def last_names() -> list[str]:
    return (_FOLDER / "last_names.txt").read_text(encoding="utf-8").split()


@cache
def catalogue() -> Catalogue:
    table = tomllib.loads((_FOLDER / "courses.toml").read_text(encoding="utf-8"))
    courses = {
        grade: [(title, subject, code) for title, subject, code in rows]
        for grade, rows in table["courses"].items()
    }
    words = table["school_names"]
    return Catalogue(courses, table["topics"], (words["first"], words["second"]))


def school_name(position: int, kind: str) -> str:
    """Return the name of the school at a position; 250 of them differ."""
    first, second = catalogue().school_words
    words = (second[position // len(first) % len(second)], first[position % len(first)], kind)
    return " ".join(word for word in words if word)
