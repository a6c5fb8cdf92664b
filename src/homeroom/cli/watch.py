"""Shows a run as it comes along: progress bars on a terminal, plain lines otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from homeroom.model.kinds import COLLECTIONS, Kind
from homeroom.push.lanes.deliver import Sent
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.report import Silent, Watcher

_SAY_EVERY = 500


class Bars:
    """Progress bars of rich; a bar without a known total swings."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def step(self, name: str) -> None:
        """Show nothing: the bars speak for the steps."""

    def read(self, collection: str, records: int, total: int | None) -> None:
        """Move the bar of a collection."""
        self._move(f"read {collection}", records, total)

    def stored(self, kind: Kind, tally: Tally) -> None:
        """Move the bar of a kind that is being stored."""
        done = tally.new + tally.changed + tally.unchanged
        if done:
            self._move(f"store {COLLECTIONS[kind]}", done, done)

    def sent(self, target: str, sent: Sent) -> None:
        """Move the bar of a target; how much more is due, nobody knows yet."""
        done = out(sent)
        if done:
            self._move(f"deliver to {target}", done, None)

    def end(self) -> None:
        """Let bars of an unknown total come to rest."""
        for task in self._progress.tasks:
            if task.total is None:
                self._progress.update(task.id, total=task.completed)

    def _move(self, words: str, done: int, total: int | None) -> None:
        if words not in self._tasks:
            self._tasks[words] = self._progress.add_task(words, total=None)
        self._progress.update(self._tasks[words], completed=done, total=total)


class Lines:
    """A plain line when something is complete."""

    def __init__(self) -> None:
        self._sent: dict[str, int] = {}

    def step(self, name: str) -> None:
        """Say which step begins."""
        click.echo(f"{name} ...", err=True)

    def read(self, collection: str, records: int, total: int | None) -> None:
        """Say how much of a collection has arrived, once it is all."""
        if total is None or records >= total:
            click.echo(f"  read {records:,} {collection}", err=True)

    def stored(self, kind: Kind, tally: Tally) -> None:
        """Say nothing: the report does."""

    def sent(self, target: str, sent: Sent) -> None:
        """Say how many deliveries have come out, every few hundred."""
        done = out(sent)
        if done - self._sent.get(target, 0) >= _SAY_EVERY:
            self._sent[target] = done
            click.echo(f"  {done:,} came out at {target}", err=True)


def out(sent: Sent) -> int:
    """Return how many deliveries have come out, well or not."""
    return sent.delivered + sent.unchanged + sent.refused + sent.held


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher]:
    """Return who watches a run: nobody, bars on a terminal, or lines."""
    console = Console(stderr=True)
    if quiet:
        yield Silent()
    elif console.is_terminal:
        columns = (
            TextColumn("  {task.description}"), BarColumn(28), MofNCompleteColumn(),
            TimeElapsedColumn(),
        )  # fmt: skip
        with Progress(*columns, console=console) as progress:
            bars = Bars(progress)
            yield bars
            bars.end()
    else:
        yield Lines()
