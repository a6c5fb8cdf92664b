"""homeroom reconcile: app, hub and SIS compared cell by cell, and mended on request."""

import threading

import click
from rich.progress import Progress

from homeroom.cli.base import (
    actor,
    district_option,
    in_district,
    json_option,
    limit_option,
    says_errors,
)
from homeroom.cli.output import print_json, print_table, shared_console
from homeroom.issues.catalogue import tell
from homeroom.runs.deliver.nightly import compare_everything
from homeroom.runs.deliver.reconcile import Found, Reconciliation
from homeroom.runs.deliver.reconcile import reconcile as compare
from homeroom.runs.deliver.repair import repair as mend
from homeroom.store.districts import District


@click.command()
@click.argument("key")
@click.option("--class", "class_id", default="", metavar="CLASS", help="Only one class, by its id.")
@click.option("--repair", is_flag=True, help="Send again what is missing, and deliver it at once.")
@click.option(
    "--overwrite", is_flag=True, help="With --repair: send the app's grade over edits, too."
)
@limit_option(50, "How many findings to list.")
@district_option
@json_option
@says_errors
def reconcile(key: str, class_id: str, limit: int, slug: str, as_json: bool, **how: bool) -> None:
    """Compare delivered grades with what the SIS shows now.

    Looks for grades of the app KEY that are missing, extra, different, doubled, or accepted and
    never stored.
    Without --repair nothing is written anywhere but here.
    """
    with in_district(slug) as district:
        done = _compare(district, key, class_id, quiet=as_json)
        mended, delivered = {}, 0
        if how["repair"] and done.found:
            mended = mend(district, done, overwrite=how["overwrite"], by=actor())
            delivered = _deliver(district, done)
    if as_json:
        print_json(
            {
                "line_items": done.line_items,
                "cells": done.cells,
                "found": done.counts(),
                "findings": [_row(one) for one in done.found[:limit]],
                "repaired": mended,
                "delivered": delivered,
            }
        )
    else:
        _tell(done, limit)
        for code, count in mended.items():
            click.echo(f"{count} mended: {code}")
        if how["repair"]:
            click.echo(f"{delivered} delivered.")
    if done.found and not how["repair"]:
        raise SystemExit(1)


def _compare(district: District, key: str, class_id: str, *, quiet: bool) -> Reconciliation:
    console = shared_console()
    with Progress(console=console, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("Comparing line items", total=None)

        def progress(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        if class_id:
            return compare(district, key, class_id=class_id, progress=progress)
        return compare_everything(district, key, started_by=actor(), progress=progress)


def _deliver(district: District, done: Reconciliation) -> int:
    """Deliver what is due at once; with paused deliveries it waits in the outbox."""
    from homeroom.runs.deliver.delivering import deliver
    from homeroom.runs.deliver.ports import delivers_now

    if not delivers_now(done.target):
        return 0
    return deliver(district, done.target, threading.Event(), lambda _: None).delivered


def _row(one: Found) -> dict[str, object]:
    told = tell(one.finding.code, one.finding.facts)
    return {
        "code": one.finding.code,
        "class": one.column.class_title,
        "line_item": one.column.title,
        "record": one.finding.record_id,
        "id_in_sis": one.finding.target_id,
        "student_in_sis": one.finding.student,
        "words": told.words,
        "fix": told.fix,
    }


def _tell(done: Reconciliation, limit: int) -> None:
    click.echo(f"Compared {done.cells:,} grades in {done.line_items:,} line items.")
    if not done.found:
        click.echo("App, hub and SIS agree in every one.")
        return
    print_table("\nFound", ["Code", "Cases"], done.counts().items())
    told_fix: set[str] = set()
    for one in done.found[:limit]:
        told = tell(one.finding.code, one.finding.facts)
        click.echo(f"{one.column.class_title}, {one.column.title}: {told.words}")
        if one.finding.code not in told_fix:
            click.echo(f"    {told.fix}")
            told_fix.add(one.finding.code)
    if len(done.found) > limit:
        click.echo(f"... and {len(done.found) - limit:,} more: --limit")
