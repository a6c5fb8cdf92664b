"""The documentation as its tests read it: pages, headings, links, and commands in code."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
TOP = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")

_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)|<(?P<bare>https?://[^>]+)>")
_ENDS = ("|", "||", "&&", "&", ";", ">", "<", "(", ")")


def pages() -> list[Path]:
    """Return every page, those at the top of the repository first."""
    return [*(ROOT / name for name in TOP), *sorted(DOCS.rglob("*.md"))]


def name_of(page: Path) -> str:
    """Return what a page is called in the words of a test."""
    return str(page.relative_to(ROOT))


def text_of(page: Path) -> str:
    """Return the text of a page."""
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """Return the text of a page without its fenced code."""
    return _FENCE.sub("", text_of(page))


def headings(page: Path) -> list[str]:
    """Return the headings of a page."""
    return re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return what links may name behind a hash: headings in small letters with hyphens."""
    return {
        re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings(page)
    }


def links(page: Path) -> list[str]:
    """Return where a page leads to."""
    return [found["target"] or found["bare"] for found in _LINK.finditer(prose_of(page))]


def shell_blocks(page: Path) -> list[str]:
    """Return the page's blocks of shell commands."""
    return [found["body"] for found in _FENCE.finditer(text_of(page)) if found["language"] == "sh"]


def toml_blocks(page: Path) -> list[str]:
    """Return the page's blocks of TOML."""
    found = _FENCE.finditer(text_of(page))
    return [block["body"] for block in found if block["language"] == "toml"]


def shell_lines(page: Path) -> Iterator[list[str]]:
    """Yield each simple command of the page's shell blocks, as words."""
    for block in shell_blocks(page):
        yield from _commands(block)


def _commands(body: str) -> Iterator[list[str]]:
    for line in _whole_lines(body):
        words = shlex.shlex(line, posix=True, punctuation_chars=True)
        words.whitespace_split = True
        command: list[str] = []
        for word in words:
            if word in _ENDS:
                yield command
                command = []
            else:
                command.append(word)
        yield command


def _whole_lines(body: str) -> list[str]:
    """Return lines with their continuations; a quotation may go on over several lines."""
    lines: list[str] = []
    for line in body.replace("\\\n", " ").splitlines():
        if lines and lines[-1].count("'") % 2:
            lines[-1] += "\n" + line
        else:
            lines.append(line)
    return lines


def inline_code(page: Path) -> list[str]:
    """Return what stands between backquotes in the prose."""
    return [" ".join(found.split()) for found in _INLINE.findall(prose_of(page))]


def homeroom_calls(words: list[str]) -> list[str] | None:
    """Return the arguments when a command calls homeroom, behind variables that it may set."""
    while words and re.match(r"[A-Z_]+=", words[0]):
        words = words[1:]
    if words and (words[0] == "homeroom" or words[0].endswith("/homeroom")):
        return words[1:]
    return None
