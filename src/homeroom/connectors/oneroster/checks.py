"""Test Connection: named checks, each with what to do when it fails."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from homeroom.connectors.checks import Check, CheckState
from homeroom.connectors.oneroster.bases import Bases
from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.target import OneRosterTarget
from homeroom.connectors.writes import Outcome, Write
from homeroom.errors import HomeroomError, NeedsDistrict
from homeroom.model.gradebook import LineItem
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind, Version

_ENDS = {"v1p1": Version.V1P1, "v1p2": Version.V1P2}


def checks(client: Client, bases: Bases, *, grades: bool) -> Iterator[Check]:
    """Yield the checks in order; what cannot be tried after a failure is not applicable."""
    yield _timed("address", lambda: _address(client, bases))
    yield _certificate(bases)
    token = _timed("token", lambda: _token(client))
    yield token
    if token.state is CheckState.FAILED:
        for name in ("schools", "people", "gradebook", "assessments", "API version"):
            yield _skipped(name, "needs a token first")
        return
    schools = _timed("schools", lambda: _counted(client, bases, "schools"))
    yield schools
    yield _timed("people", lambda: _counted(client, bases, "users"))
    if grades:
        yield _timed("gradebook", lambda: _gradebook(client, bases))
        yield _assessments(client, bases)
    else:
        yield _skipped("gradebook", "Grade Sync is off")
        yield _skipped("assessments", "Grade Sync is off")
    yield _version(client, bases, works=schools.state is CheckState.PASSED)


def _timed(name: str, look: Callable[[], str]) -> Check:
    """Run one look and say how it ended; `look` returns what was seen or raises."""
    began = time.monotonic()
    try:
        words, state, fix = look(), CheckState.PASSED, ""
    except HomeroomError as problem:
        words, state, fix = problem.message, CheckState.FAILED, problem.fix
    seconds = round(time.monotonic() - began, 3)
    return Check(name=name, state=state, words=words, fix=fix, seconds=seconds)


def _skipped(name: str, words: str) -> Check:
    return Check(name=name, state=CheckState.NOT_APPLICABLE, words=words)


def _address(client: Client, bases: Bases) -> str:
    host = urlsplit(bases.service).netloc
    client.reach(bases.service)
    return f"{host} answers"


def _certificate(bases: Bases) -> Check:
    parts = urlsplit(bases.service)
    if parts.scheme == "https":
        # The address check before this one fails when the certificate is not trusted.
        return Check(
            name="certificate", state=CheckState.PASSED, words=f"{parts.hostname} is trusted"
        )
    return _skipped("certificate", "the Service URL is http, without encryption")


def _token(client: Client) -> str:
    client.token()
    return "the token was accepted"


def _counted(client: Client, bases: Bases, collection: str) -> str:
    answer = client.get(f"{bases.service}/{collection}", {"limit": 1})
    if answer.status_code == 404:
        raise _wrong_path(client, bases)
    total = answer.headers.get("X-Total-Count", "")
    return f"can read {collection}: {f'{int(total):,} found' if total.isdigit() else 'some found'}"


def _wrong_path(client: Client, bases: Bases) -> NeedsDistrict:
    """Say which half of the Service URL is wrong, by trying the other version's ending."""
    parts = urlsplit(bases.service)
    head, _, end = bases.service.rpartition("/")
    for other, version in _ENDS.items():
        found = end in _ENDS and end != other
        if found and client.get(f"{head}/{other}/schools", {"limit": 1}).status_code == 200:
            return NeedsDistrict(
                f"This server answers for API {version}, but not at the end {end}.",
                fix=f"Let the Service URL end in {other} and choose API {version}.",
            )
    return NeedsDistrict(
        f"The host {parts.netloc} answers, but knows no path {parts.path}.",
        fix="The first half of the Service URL is right, its path is wrong: copy it whole from the"
        " other system.",
    )


def _gradebook(client: Client, bases: Bases) -> str:
    base = bases.gradebook()
    client.get(f"{base}/lineItems", {"limit": 1})
    client.get(f"{base}/results", {"limit": 1})
    return f"can read the gradebook at {base}"


def _assessments(client: Client, bases: Bases) -> Check:
    if bases.version is Version.V1P1:
        return _skipped("assessments", "API 1.1 has no assessment line items and results")

    def look() -> str:
        url = f"{bases.gradebook()}/assessmentLineItems"
        if client.get(url, {"limit": 1}).status_code == 404:
            raise NeedsDistrict(
                "The server has no assessment line items.",
                fix="Nothing to do, unless apps deliver assessments.",
            )
        return "can read assessment line items"

    return _timed("assessments", look)


def _version(client: Client, bases: Bases, *, works: bool) -> Check:
    if not works:
        return _skipped("API version", "no answer to tell it by")
    end = bases.service.rpartition("/")[2]
    named = _ENDS.get(end, bases.version)
    if named is bases.version:
        words = f"API {bases.version} answers"
        return Check(name="API version", state=CheckState.PASSED, words=words)
    return Check(
        name="API version",
        state=CheckState.FAILED,
        words=f"API {bases.version} was chosen, but the Service URL ends in {end}.",
        fix="Choose the version that the Service URL ends with, or change its end.",
    )


def write_check(target: OneRosterTarget, class_id: str, now: datetime) -> Iterator[Check]:
    """Yield the check that writes one line item into a class, reads it back and deletes it."""

    def look() -> str:
        item = LineItem(
            sourced_id=new_id(),
            date_last_modified=now,
            title="Homeroom test, please ignore",
            class_=class_id,
            assign_date=now,
            due_date=now + timedelta(days=1),
            result_value_min=Decimal(0),
            result_value_max=Decimal(1),
            category=next((one.id for one in target.categories(class_id)), None),
        )
        return _written_and_gone(target, item)

    yield _timed("writing", look)


def _written_and_gone(target: OneRosterTarget, item: LineItem) -> str:
    (receipt,) = target.put([Write(kind=Kind.LINE_ITEM, record=item, class_id=item.class_)])
    if receipt.outcome is not Outcome.STORED:
        raise NeedsDistrict(
            f"The test line item was refused ({receipt.status}). {receipt.words}".strip(),
            fix="Check that this class is in the current school year and has a category.",
        )
    seen = target.line_item(item.sourced_id, item.class_)
    gone = target.delete(Kind.LINE_ITEM, item.sourced_id, item.class_)
    if seen is None:
        raise NeedsDistrict(
            "The test line item was accepted, but could not be read back.",
            fix="Ask the vendor whether writes of this connection are kept back.",
        )
    if gone.outcome is not Outcome.STORED:
        raise NeedsDistrict(
            f"The test line item was written, but not deleted ({gone.status}).",
            fix=f'Delete "{item.title}" from that class by hand.',
        )
    return "one line item was written, read back and deleted"
