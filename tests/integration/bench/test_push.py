"""The benchmark of pushing delivers every grade, and asks nothing when all are there."""

from pathlib import Path

from tests.integration.bench.measuring import bench


def test_each_figure_of_a_small_push_stands_for_what_its_name_says(reachable: Path) -> None:
    figures = bench(reachable, "push", "--grades", "250", "--delivered", "2500", "--runs", "1")
    slow, fast, unchanged = (figures[name] for name in ("slow_target", "fast_target", "unchanged"))
    assert (slow["grades"], fast["grades"]) == (100, 250)
    # One class: its category (2), its 50 line items (3 each), two looks at each of 4, 100 grades.
    assert slow["requests"] == slow["needed"] == 2 + 150 + 8 + 100
    assert 0 < slow["share_of_possible"] <= 1
    assert fast["per_s"] > 0
    assert unchanged["requests"] == 0
    assert unchanged["grades"] == 2500
