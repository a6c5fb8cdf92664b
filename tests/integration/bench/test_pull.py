"""The benchmark of pulling measures what it says: each change changes so much and no more."""

from pathlib import Path

from tests.integration.bench.measuring import bench

RESULTS = 2500


def test_each_figure_of_a_small_pull_stands_for_what_its_name_says(reachable: Path) -> None:
    figures = bench(reachable, "pull", "--records", str(RESULTS), "--runs", "1")
    changes = {name: held["changes"] for name, held in figures.items() if "changes" in str(held)}
    assert changes["cold"] > RESULTS
    assert {name: changes[name] for name in ("unchanged", "shifted", "rewritten")} == {
        "unchanged": 0,
        "shifted": 1,
        "rewritten": 0,
    }
    assert changes["one_percent"] == RESULTS // 100
    rates = ("floor", "cold", "unchanged", "one_percent", "shifted", "rewritten")
    assert all(figures[name]["records_per_s"] > 0 for name in rates)
    assert all(figures[name] > 0 for name in ("peak_mb", "peak_mb_100k", "database_mb"))
