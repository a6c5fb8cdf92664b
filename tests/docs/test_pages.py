"""Pages hold together: links lead somewhere, and nothing is said that does not belong here."""

import re
from pathlib import Path

import pytest

from tests.docs.reading import DOCS, ROOT, anchors, headings, links, name_of, pages, text_of

DECISION = ["Context", "Decision", "Consequences", "Alternatives"]
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
# The pretend server of the how-to page, and names that are set aside for examples.
HOSTS = re.compile(r"^http://127\.0\.0\.1:\d+/|^https?://[a-z.]*example\.org/")
# Every address in a page, in code blocks as well; and where this checkout and its user live.
ADDRESS = re.compile(r"\bhttps?://[^\s)`\"'>]+")
HERE = (f"{Path(__file__).parents[3]}/", f"{Path.home()}/", "/tmp/")


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        if "://" in link:
            assert HOSTS.match(link), link
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        ahead += [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
    assert set(pages()) <= seen


def test_every_picture_is_shown_and_small_enough() -> None:
    shown = {(page.parent / link).resolve() for page in pages() for link in links(page)}
    for picture in (DOCS / "pictures").iterdir():
        assert picture in shown, picture.name
        assert picture.stat().st_size < 200_000, picture.name


def test_pictures_fetch_nothing_from_elsewhere() -> None:
    for picture in (DOCS / "pictures").glob("*.svg"):
        addresses = re.findall(r"https?://[^\"' )]+", text_of(picture))
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}


def test_the_readme_has_at_most_120_lines() -> None:
    assert len(text_of(ROOT / "README.md").splitlines()) <= 120


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_page_names_no_path_of_a_developers_machine_and_no_registry(page: Path) -> None:
    text = text_of(page)
    assert not [place for place in HERE if place in text]
    assert not [one for one in ADDRESS.findall(text) if not HOSTS.match(one)]


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_page_has_one_title_and_no_unfinished_business(page: Path) -> None:
    assert len(re.findall(r"^# ", re.sub(r"```.*?```", "", text_of(page), flags=re.S), re.M)) == 1
    assert not re.search(r"\b(TODO|TBD|FIXME|Lorem)\b", text_of(page))


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_a_decision_is_one_page_with_the_four_parts(page: Path) -> None:
    title, *parts = headings(page)
    assert title.startswith(f"{int(page.name[:4])}. ")
    assert parts == DECISION
    assert len(text_of(page).splitlines()) <= 60


def test_the_list_of_decisions_names_each_by_its_title() -> None:
    listed = text_of(DOCS / "decisions" / "README.md")
    for page in DECISIONS:
        assert f"[{headings(page)[0]}]({page.name})" in listed


def test_the_changelog_is_sorted_into_added_changed_and_fixed() -> None:
    found = headings(ROOT / "CHANGELOG.md")
    assert found[:2] == ["Changelog", "Unreleased"]
    assert {word for word in found if not re.match(r"Changelog|Unreleased|\d", word)} <= {
        "Added", "Changed", "Fixed",
    }  # fmt: skip
