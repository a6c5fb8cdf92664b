"""homeroom bench: speed, each figure beside its floor, taken in the same run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from homeroom.cli.apart import server_apart
from homeroom.cli.base import json_option, says_errors
from homeroom.cli.database import adopt_database
from homeroom.cli.output import print_json, print_table
from homeroom.store.embedded.scratch import fresh_database, template_urls

SERVER, DATABASE = "bench", "homeroom_bench"
_RUNS = click.option("--runs", default=3, help="How often each figure is taken; the median counts.")
_RECORDS = click.option("--records", default=1_000_000, help="How many results the district has.")
# Every benchmark, and sizes at which it is over soon and says nothing about speed.
_ALL: dict[str, dict[str, int]] = {
    "pull": {"records": 2_500, "runs": 1},
    "push": {"grades": 20, "delivered": 1_250, "runs": 1},
    "merge": {"records": 1_250, "people": 60},
    "console": {"results": 1_250, "people": 2, "each": 1},
    "serve": {"records": 2_500},
    "latency": {"seconds": 4, "per_second": 20},
    "grow": {"small": 1_250, "large": 2_500, "changed": 100, "runs": 1},
}


@click.group(invoke_without_command=True)
@click.option("--quick", is_flag=True, help="Without a name: small sizes, to see that all runs.")
@click.pass_context
def bench(context: click.Context, quick: bool) -> None:
    """Measure speed: one figure by name, or all."""
    if context.invoked_subcommand is None:
        for one, small in _ALL.items():
            click.echo(f"\nhomeroom bench {one}")
            context.invoke(bench.commands[one], **(small if quick else {}))


@bench.command("pull")
@_RECORDS
@_RUNS
@json_option
@says_errors
def pull(records: int, runs: int, as_json: bool) -> None:
    """Read a district: at first, unchanged, and changed a little."""
    with fresh_databases() as make:
        from homeroom.bench.pull import bench_pull

        figures = bench_pull(records, runs, make, _tell(quiet=as_json))
    _report(figures, as_json)


@bench.command("push")
@click.option("--grades", default=5_000, help="How many grades are delivered.")
@click.option("--delivered", default=1_000_000, help="How many grades are there already.")
@_RUNS
@json_option
@says_errors
def push(grades: int, delivered: int, runs: int, as_json: bool) -> None:
    """Deliver grades: to a slow target, to a fast one, and when all are there already."""
    with fresh_databases() as make:
        from homeroom.bench.push import bench_push

        figures = bench_push(grades, delivered, runs, make, _tell(quiet=as_json))
    _report(figures, as_json)


@bench.command("merge")
@click.option("--records", default=1_000_000, help="How many results of one source change.")
@click.option("--people", default=200_000, help="How many people three sources describe.")
@json_option
@says_errors
def merge(records: int, people: int, as_json: bool) -> None:
    """Merge changed rows: of one source, of three, and by other rules."""
    with fresh_databases() as make:
        from homeroom.bench.merge import bench_merge

        figures = bench_merge(records, people, make, _tell(quiet=as_json))
    _report(figures, as_json)


@bench.command("console")
@click.option("--results", default=1_000_000, help="How many results the district has.")
@click.option("--people", default=20, help="How many people open a page at once.")
@click.option("--each", default=10, help="How often each of them does.")
@json_option
@says_errors
def console(results: int, people: int, each: int, as_json: bool) -> None:
    """Open every page of the console, many people at once."""
    with fresh_databases() as make:
        from homeroom.bench.console import bench_console

        figures = bench_console(results, people, each, make, _tell(quiet=as_json))
    pages = figures.pop("pages") if not as_json else {}
    _report({**figures, **pages}, as_json)


@bench.command("serve")
@_RECORDS
@json_option
@says_errors
def serve(records: int, as_json: bool) -> None:
    """Let apps read results through the API, page by page."""
    with fresh_databases() as make:
        from homeroom.bench.serve import bench_serve

        figures = bench_serve(records, make, _tell(quiet=as_json))
    _report(figures, as_json)


@bench.command("latency")
@click.option("--seconds", default=300, help="How long the app writes.")
@click.option("--per-second", default=20, help="How often it writes in a second.")
@json_option
@says_errors
def latency(seconds: int, per_second: int, as_json: bool) -> None:
    """Write grades over the API until the SIS holds them, with a worker killed."""
    with fresh_databases() as make:
        from homeroom.bench.latency import bench_latency

        figures = bench_latency(seconds, per_second, make, _tell(quiet=as_json))
    _report(figures, as_json)


@bench.command("grow")
@click.option("--small", default=1_000_000, help="How many results are stored at first.")
@click.option("--large", default=10_000_000, help="How many are stored then.")
@click.option("--changed", default=10_000, help="How many results a sync finds changed.")
@_RUNS
@json_option
@says_errors
def grow(small: int, large: int, changed: int, runs: int, as_json: bool) -> None:
    """Cost of a change, and bytes of a result, as more is stored."""
    with fresh_databases() as make:
        from homeroom.bench.grow import bench_grow

        figures = bench_grow((small, large), changed, runs, make, _tell(quiet=as_json))
    _report(figures, as_json)


def _tell(*, quiet: bool) -> Callable[[str], None]:
    return lambda words: click.echo(words, err=True) if not quiet else None


@contextmanager
def fresh_databases() -> Iterator[Callable[[], None]]:
    """Run a server for measuring alone; what is yielded makes its database anew, and uses it."""
    with server_apart(SERVER) as running:
        with adopt_database(*template_urls(running)):
            pass  # migrated; what is measured works on copies
        with ExitStack() as held:

            def make() -> None:
                held.close()
                urls = fresh_database(running, DATABASE)
                held.enter_context(adopt_database(*urls))

            make()
            yield make


def _report(figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(figures)
        return
    rows = []
    for name, held in figures.items():
        pairs = held.items() if isinstance(held, dict) else [("", held)]
        rows += [(name, what, value) for what, value in pairs]
    print_table("\nFigures", ["Of", "Figure", "Value"], rows)
