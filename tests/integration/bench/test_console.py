"""The benchmark of the console opens the pages that a district admin has, as one."""

from pathlib import Path

from homeroom.access.roles import Role
from homeroom.bench.leafing import WHERE
from homeroom.console.page import Place
from homeroom.console.pages import PAGES
from tests.integration.bench.measuring import bench

RESULTS, PEOPLE, EACH = 1250, 2, 1


def test_each_page_of_a_district_is_opened_by_everybody(reachable: Path) -> None:
    sizes = ("--results", str(RESULTS), "--people", str(PEOPLE), "--each", str(EACH))
    figures = bench(reachable, "console", *sizes)
    theirs = {
        page.name
        for page in PAGES
        if page.place is Place.DISTRICT and Role.DISTRICT_ADMIN in page.opens and not page.slow
    }
    leaves = {name for name in figures["pages"] if name.startswith("results by ")}
    assert len(leaves) == 2 * 2 * len(WHERE), "two orders, filtered or not"
    assert (figures["pages"].keys() - leaves) | set(figures["left_out"]) == theirs
    assert not figures["pages"].keys() & set(figures["left_out"])
    assert figures["results"] == RESULTS
    for one in (figures["floor"], *figures["pages"].values()):
        assert one["requests"] == PEOPLE * EACH
        assert 0 < one["p50_ms"] <= one["p95_ms"]
    assert figures["slowest"] == max(
        figures["pages"], key=lambda name: figures["pages"][name]["p95_ms"]
    )
