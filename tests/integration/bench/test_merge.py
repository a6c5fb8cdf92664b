"""The benchmark of merging measures what it says."""

from pathlib import Path

from tests.integration.bench.measuring import bench

RESULTS, PEOPLE = 1250, 60


def test_each_figure_of_a_small_merge_stands_for_what_its_name_says(reachable: Path) -> None:
    figures = bench(reachable, "merge", "--records", str(RESULTS), "--people", str(PEOPLE))
    assert figures["single_source"]["changes"] == RESULTS
    assert figures["three_sources"]["rows"] == 3 * PEOPLE
    # The last source is the oldest, so that it changes nobody; the newest one had other phones.
    assert figures["three_sources"]["changes"] == 0
    assert 0 < figures["preview_changes"] <= PEOPLE
    rates = [figures[name]["rows_per_s"] for name in ("single_source", "three_sources")]
    assert all(rate > 0 for rate in rates)
    assert figures["preview_seconds"] >= 0
    assert figures["peak_mb"] > 0
