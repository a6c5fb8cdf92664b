"""The benchmark of latency counts every grade, though the worker is killed in between."""

from pathlib import Path

from tests.integration.bench.measuring import bench

LINE_ITEMS = 4


def test_no_grade_is_lost_or_doubled_when_the_worker_is_killed(reachable: Path) -> None:
    figures = bench(reachable, "latency", "--seconds", "2", "--per-second", "20")
    assert figures["writes"] == 40
    assert figures["grades"] == 40 - LINE_ITEMS
    assert (figures["lost"], figures["doubled"]) == (0, 0)
    assert 0 < figures["p50_s"] <= figures["p95_s"] <= figures["max_s"]
