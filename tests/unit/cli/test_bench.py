"""`homeroom bench` without a name measures everything, with --quick in small."""

import pytest
from click.testing import CliRunner

from homeroom.cli import bench


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object]]]:
    made: list[tuple[str, dict[str, object]]] = []
    for name, command in bench.bench.commands.items():

        def note(name: str = name, **given: object) -> None:
            made.append((name, given))

        monkeypatch.setattr(command, "callback", note)
    return made


def test_every_benchmark_runs_when_none_is_named(
    called: list[tuple[str, dict[str, object]]],
) -> None:
    assert CliRunner().invoke(bench.bench, []).exit_code == 0
    assert sorted(name for name, _ in called) == sorted(bench.bench.commands)
    sizes = dict(called)
    assert sizes["push"]["delivered"] == 1_000_000


def test_quick_takes_small_sizes_that_each_benchmark_knows(
    called: list[tuple[str, dict[str, object]]],
) -> None:
    assert CliRunner().invoke(bench.bench, ["--quick"]).exit_code == 0
    assert all(
        size <= 2_500 for _, given in called for size in given.values() if isinstance(size, int)
    )
    for name, given in called:
        assert given.keys() == {one.name for one in bench.bench.commands[name].params}
