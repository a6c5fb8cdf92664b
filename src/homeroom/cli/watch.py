"""Shows a run as it comes along: progress bars on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from homeroom.model.kinds import COLLECTIONS, Kind
from homeroom.push.deliver import Sent
from homeroom.runs.batch import Tally
from homeroom.runs.report import Silent, Watcher


class Bars:
    """Progress bars of rich."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def step(self, name: str) -> None:
        """Show nothing: the bars speak for the steps."""

    def read(self, collection: str, records: int, total: int | None) -> None:
        """Move the bar of a collection."""
        task = self._task(f"read {collection}")
        self._progress.update(task, completed=records, total=total or records)

    def stored(self, kind: Kind, tally: Tally) -> None:
        """Move the bar of a kind that is being stored."""
        done = tally.new + tally.changed + tally.unchanged
        if done:
            task = self._task(f"store {COLLECTIONS[kind]}")
            self._progress.update(task, completed=done, total=done)

    def sent(self, target: str, sent: Sent) -> None:
        """Move the bar of a target."""
        task = self._task(f"deliver to {target}")
        self._progress.update(task, completed=sent.delivered, total=None)

    def _task(self, words: str) -> TaskID:
        if words not in self._tasks:
            self._tasks[words] = self._progress.add_task(words, total=None)
        return self._tasks[words]


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
        """Say how many deliveries have gone out, every few hundred."""
        done = sent.delivered
        if done - self._sent.get(target, 0) >= 500:
            self._sent[target] = done
            click.echo(f"  delivered {done:,} to {target}", err=True)


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher]:
    """Return who watches a run: nobody, bars on a terminal, or lines."""
    console = Console(stderr=True)
    if quiet:
        yield Silent()
    elif console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console) as progress:
            yield Bars(progress)
    else:
        yield Lines()
