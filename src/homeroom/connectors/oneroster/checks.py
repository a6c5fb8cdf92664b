"""Test Connection: named checks, each with what to do when it fails."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import msgspec

from homeroom.connectors.checks import Check, CheckState
from homeroom.connectors.oneroster.addresses import ENDS, other_forms, version_of
from homeroom.connectors.oneroster.bases import Bases
from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.failures import Untrusted
from homeroom.connectors.oneroster.sample import Sample, sample
from homeroom.errors import HomeroomError, NeedsDistrict
from homeroom.model.kinds import Version

_ROSTER = ("schools", "users")
_NEEDING_TOKEN = ("schools", "people", "gradebook", "assessments", "API version")


def checks(client: Client, bases: Bases, *, grades: bool) -> Iterator[Check]:
    """Yield the checks in order; what cannot be tried after a failure is not applicable."""
    reached = True
    for check in _door(client, bases):
        yield check
        reached = reached and check.state is not CheckState.FAILED
    if not reached:
        yield from _skipped("needs an answer first", "token", *_NEEDING_TOKEN)
        return
    token = timed("token", lambda: _token(client))
    yield token
    if token.state is CheckState.FAILED:
        yield from _skipped("needs a token first", *_NEEDING_TOKEN)
        return
    yield timed("schools", lambda: _counted(client, bases, "schools"))
    people = timed("people", lambda: _counted(client, bases, "users"))
    yield people
    if grades:
        yield timed("gradebook", lambda: _gradebook(client, bases))
        yield _assessments(client, bases)
    else:
        yield from _skipped("Grade Sync is off", "gradebook", "assessments")
    if people.state is CheckState.PASSED:
        yield timed("API version", lambda: _version(client, bases))
    else:
        yield from _skipped("no answer to tell it by", "API version")


def timed(name: str, look: Callable[[], str]) -> Check:
    """Run one look and say how it ended; `look` returns what was seen or raises."""
    began = time.monotonic()
    try:
        check = _passed(name, look())
    except HomeroomError as problem:
        check = _failed(name, problem)
    return msgspec.structs.replace(check, seconds=round(time.monotonic() - began, 3))


def _passed(name: str, words: str) -> Check:
    return Check(name=name, state=CheckState.PASSED, words=words)


def _failed(name: str, problem: HomeroomError) -> Check:
    return Check(name=name, state=CheckState.FAILED, words=problem.message, fix=problem.fix)


def _skipped(words: str, *names: str) -> Iterator[Check]:
    for name in names:
        yield Check(name=name, state=CheckState.NOT_APPLICABLE, words=words)


def _door(client: Client, bases: Bases) -> Iterator[Check]:
    """Yield whether the host answers, and whether it is the one it says it is."""
    parts = urlsplit(bases.service)
    words = f"{parts.netloc} answers"
    try:
        client.reach(bases.service)
    except Untrusted as problem:
        yield _passed("address", words)
        yield _failed("certificate", problem)
    except HomeroomError as problem:
        yield _failed("address", problem)
        yield from _skipped("needs an answer first", "certificate")
    else:
        yield _passed("address", words)
        if parts.scheme == "https":
            yield _passed("certificate", f"{parts.hostname} is trusted")
        else:
            words = "the Service URL is http, without encryption"
            yield from _skipped(words, "certificate")


def _token(client: Client) -> str:
    client.token()
    return "the server gave a token"


def _counted(client: Client, bases: Bases, collection: str) -> str:
    found = sample(client, bases.service, collection)
    if found is None:
        raise _unknown(client, bases, collection)
    return f"can read {collection}: {_many(found)} found"


def _many(found: Sample) -> str:
    if found.total is not None:
        return f"{found.total:,}"
    return "some" if found.rows else "none"


def _unknown(client: Client, bases: Bases, collection: str) -> NeedsDistrict:
    """Say why a list is not there: which half of the Service URL is wrong, if it is the URL."""
    parts = urlsplit(bases.service)
    if any(_answers(client, bases.service, one) for one in _ROSTER if one != collection):
        return NeedsDistrict(
            f"The server has other lists at {parts.path}, but no {collection} (404).",
            fix=f"Ask the vendor to let this connection read {collection}.",
        )
    for form in other_forms(bases.service):
        if _answers(client, form, _ROSTER[0]):
            version = version_of(form)
            return NeedsDistrict(
                f"The host {parts.netloc} answers, but for API {version} at another path than"
                f" {parts.path}.",
                fix=f"Enter {form} as Service URL, and choose API {version} or none.",
            )
    return NeedsDistrict(
        f"The host {parts.netloc} answers, but knows no path {parts.path}.",
        fix="The first half of the Service URL is right, its path is wrong: copy it whole from the"
        " other system.",
    )


def _answers(client: Client, base: str, collection: str) -> bool:
    try:
        return sample(client, base, collection) is not None
    except HomeroomError:
        return False


def _gradebook(client: Client, bases: Bases) -> str:
    base = bases.gradebook()
    for collection in ("lineItems", "results"):
        if sample(client, base, collection) is None:
            raise NeedsDistrict(
                f"There are no {collection} at {base} (404).",
                fix="Check the Gradebook URL; left empty, it is found beside the Service URL.",
            )
    return f"can read the gradebook at {base}"


def _assessments(client: Client, bases: Bases) -> Check:
    name = "assessments"
    if bases.version is Version.V1P1:
        [check] = _skipped("API 1.1 has no assessment line items and results", name)
        return check
    found: list[Sample | None] = []

    def look() -> str:
        found.append(sample(client, bases.gradebook(), "assessmentLineItems"))
        return "can read assessment line items"

    check = timed(name, look)
    if found == [None]:
        # They are a part of the standard that a server may leave out.
        [check] = _skipped("the server has no assessment line items", name)
    return check


def _version(client: Client, bases: Bases) -> str:
    end = bases.service.rpartition("/")[2]
    if ENDS.get(end, bases.version) is not bases.version:
        raise NeedsDistrict(
            f"API {bases.version} was chosen, but the Service URL ends in {end}.",
            fix="Choose the version that the Service URL ends with, or change its end.",
        )
    shown = _shown(sample(client, bases.service, "users"))
    if shown not in (None, bases.version):
        raise NeedsDistrict(
            f"API {bases.version} was chosen, but people come in the form of API {shown}.",
            fix=f"Choose API {shown}, or ask for the Service URL of API {bases.version}.",
        )
    return f"API {bases.version} answers"


def _shown(people: Sample | None) -> Version | None:
    """Return the version that a person is written in: 1.1 has one role, 1.2 a list of them."""
    if people is None or not people.rows:
        return None
    members = msgspec.json.decode(people.rows[0])
    if not isinstance(members, dict) or not members.keys() & {"role", "roles"}:
        return None
    return Version.V1P2 if "roles" in members else Version.V1P1
