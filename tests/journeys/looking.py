"""Pages as people use them: signed in, watched for faults, and held against WCAG by axe."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from tests.journeys.hub import Hub

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def watched(
    browser: Browser, hub: Hub | None = None, role: str = "", *, scripts: bool = True
) -> Iterator[Page]:
    """Open a page, signed in as a role; it asks no host but this machine, and complains of nothing.

    An answer that is no success (403, 404, 422) is no complaint: the test looks at it. Without
    `scripts` the browser runs no JavaScript of a page.
    """
    context = browser.new_context(java_script_enabled=scripts)
    if hub and role:
        cookie = {"name": "sessionid", "value": hub.sessions[role], "url": hub.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    complaints: list[str] = []
    hosts: set[str | None] = set()
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: complaints.append(str(one)))
    page.on("request", lambda one: hosts.add(urlsplit(one.url).hostname))
    yield page
    context.close()
    assert [one for one in complaints if "responded with a status of 4" not in one] == []
    assert hosts - {None} <= {"127.0.0.1"}


def assert_accessible(page: Page) -> None:
    """Let axe look at the page as it is shown now: it finds nothing."""
    # By evaluate, which the page's own policy for scripts does not forbid to the test.
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    said = [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
    assert not said, "\n".join([page.url, *said])


def look_until(page: Page, words: str) -> None:
    """Look at a page again and again, as people do, until it says what they wait for."""
    main = page.locator("#main")
    while words not in main.inner_text():
        page.reload()


def fits(page: Page) -> bool:
    """Say whether the page can be read without scrolling sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return wide <= 0
