"""The right to post grades to the report card, and what waits for a signature."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from homeroom import settings
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.model.times import local_day
from homeroom.push.checks.posting_window import countdown
from homeroom.runs.deliver.ports import is_target
from homeroom.store import apps, audit, deliveries, parked, posting
from homeroom.store.apps import App
from homeroom.store.deliveries import Delivery
from homeroom.store.districts import District
from homeroom.store.scope import Scope

NO_RIGHT = "posted.no_right"
_ALL = 100_000


class Asked(Struct, frozen=True, kw_only=True):
    """A right by what it names: who posts, where, and the title of the grading task."""

    app: App
    target: App
    task: str

    @property
    def key(self) -> tuple[int, int, str]:
        """Return it as it is stored."""
        return self.app.id, self.target.id, self.task

    @property
    def subject(self) -> str:
        """Return what the audit log calls it."""
        return f"{self.app.key} to {self.target.key}: {self.task}"


class Waiting(Struct, frozen=True, kw_only=True):
    """A posted grade that waits for a signature."""

    delivery: Delivery
    task: str
    mark: str
    closes: date | None  # the last day of the window; None: nobody says
    countdown: str


def right_to(scope: Scope, app: str, target: str, task: str) -> Asked:
    """Return the right that is meant; without a target the only SIS is."""
    one = apps.keyed(scope, app)
    if one.role != "learning":
        raise NeedsDistrict(
            f"{one.title} hands over no grades to post.", fix="Name a learning app."
        )
    return Asked(app=one, target=target_of(scope, target), task=task.strip())


def target_of(scope: Scope, key: str) -> App:
    """Return a target by its short name, or the only one of the district."""
    found = [one for one in apps.every(scope) if is_target(one) and key in ("", one.key)]
    if len(found) != 1:
        known = ", ".join(one.key for one in apps.every(scope) if is_target(one)) or "there is none"
        raise NeedsDistrict("Say to which SIS.", fix=f"Name one with --to: {known}.")
    return found[0]


def ask(scope: Scope, asked: Asked, actor: str) -> str:
    """Ask for the right to post; return its state.

    It waits for an operator as Grade Sync does, or is granted at once where no approval is needed.
    """
    if not asked.task:
        raise NeedsDistrict("A right is for one grading task.", fix="Name it by its title.")
    if not posting.ask(scope, asked.key, actor):
        return "granted"
    audit.note(scope, actor, "posting.ask", asked.subject, {})
    if settings.GRADE_SYNC_APPROVAL:
        return "requested"
    grant(scope, asked, actor)
    return "granted"


def grant(scope: Scope, asked: Asked, operator: str) -> None:
    """Grant a right that is asked for; what lacked it is checked anew."""
    _decided(posting.decide(scope, asked.key, "granted", (operator, "")), asked)
    audit.note(scope, operator, "posting.grant", asked.subject, {})
    parked.send_again(scope, asked.target.id, [NO_RIGHT])


def decline(scope: Scope, asked: Asked, operator: str, reason: str) -> None:
    """Decline a right that is asked for, with a reason that the admin reads."""
    if not reason.strip():
        raise NeedsDistrict(
            "A right is declined with a reason.", fix="Say why; the admin reads it."
        )
    _decided(posting.decide(scope, asked.key, "declined", (operator, reason)), asked)
    audit.note(scope, operator, "posting.decline", asked.subject, {"reason": reason})


def withdraw(scope: Scope, asked: Asked, actor: str) -> None:
    """Take a right away; what was posted stays on the report card, nothing more is posted."""
    if not posting.withdraw(scope, *asked.key):
        raise _unknown(asked)
    audit.note(scope, actor, "posting.withdraw", asked.subject, {})
    parked.send_again(scope, asked.target.id, [posting.SIGN_OFF])


def waiting(
    scope: Scope, district: District, target: App, class_id: str, now: datetime
) -> list[Waiting]:
    """Return what waits for a signature, what closes first on top; in one class or in all."""
    found = deliveries.listed(scope, target.id, ("held",), _ALL, posting.SIGN_OFF)
    if class_id:
        inside = parked.waiting_for_a_person(scope, target.id, posting.SIGN_OFF, class_id)
        found = [one for one in found if one.record_id in set(inside)]
    today = local_day(now, district.zone)
    rows = [_waiting(one, today) for one in found]
    return sorted(rows, key=lambda one: (one.closes or date.max, one.task, one.delivery.record_id))


def _waiting(one: Delivery, today: date) -> Waiting:
    closes = one.facts.get("closes")
    last = date.fromisoformat(closes) if closes else None
    return Waiting(
        delivery=one,
        task=str(one.facts.get("task", "")),
        mark=str(one.facts.get("mark", "")),
        closes=last,
        countdown=countdown(last, today) if last else str(one.facts.get("window", "")),
    )


def sign_off(scope: Scope, target: App, some: Sequence[Waiting], actor: str) -> list[str]:
    """Sign off what was listed, and let it go; return the records.

    What changed since is not signed: its mark is another one.
    """
    wanted = {one.delivery.record_id: one.delivery.facts.get("digest") for one in some}
    held = deliveries.of_records(scope, target.id, Kind.RESULT, list(wanted))
    same = [id_ for id_, one in held.items() if one.facts.get("digest") == wanted[id_]]
    signed = posting.sign_off(scope, target.id, same, actor)
    if not signed:
        raise NeedsDistrict(
            "None of these waits for a signature.", fix="See: homeroom posting list"
        )
    marks = {id_: str(held[id_].facts.get("digest")) for id_ in signed}
    audit.note(scope, actor, "posting.sign_off", target.key, {"records": marks})
    return signed


def _decided(done: bool, asked: Asked) -> None:
    if not done:
        raise _unknown(asked)


def _unknown(asked: Asked) -> NeedsDistrict:
    return NeedsDistrict(
        f"There is no such request or right: {asked.subject}.", fix="See: homeroom posting rights"
    )
