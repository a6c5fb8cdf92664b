"""The benchmark of the API reads pages with a token of its own, beside the floor of each."""

from pathlib import Path

from tests.integration.bench.measuring import bench


def test_pages_are_read_on_one_and_on_four_connections(reachable: Path) -> None:
    figures = bench(reachable, "serve", "--records", "2500")
    assert figures.pop("records") == 2500
    assert figures.pop("token")["per_s"] > 0
    assert min(figures.pop("put").values()) > 0
    assert figures.pop("post_100")["results_per_s"] > 0
    assert figures.keys() == {"page_100_one", "page_1000_one", "page_1000_four"}
    for one in figures.values():
        assert one.keys() == {"records_per_s", "floor_records_per_s"}
        assert min(one.values()) > 0
