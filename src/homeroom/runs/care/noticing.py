"""Notice what began and what is over, and let those who want to know be told of it, once each."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from secrets import token_urlsafe
from urllib.parse import urlsplit

from msgspec import Struct

from homeroom.access.secrets import NOTICES as NOTICES_SEAL
from homeroom.access.secrets import load_keys, seal, unseal
from homeroom.errors import HomeroomError, NeedsDistrict
from homeroom.issues.notices import ENDING, NOTICES
from homeroom.runs.care import endings, messengers, teachers
from homeroom.store import apps, audit, notices, overview, schedules
from homeroom.store.districts import District
from homeroom.store.notices import Beginning, Receiver, Sending
from homeroom.store.scope import Scope, district_scope

E_MAIL, WEBHOOK = "e-mail", "webhook"
CHANNELS = (E_MAIL, WEBHOOK)
# A receiver that cannot be reached is tried again after so long, then twice as long, and so on.
FIRST_WAIT = timedelta(minutes=5)


class Wanted(Struct, frozen=True, kw_only=True):
    """A receiver as somebody asks for one."""

    channel: str
    address: str
    about: tuple[str, ...] = ()
    daily_at: time | None = None


def notice(district: District, now: datetime) -> int:
    """Note what began and what is over since the last look, plan who is told; return how many."""
    with district_scope(district.id) as scope:
        scope.by_key()
        changes = _changes(scope, district, now)
        told = notices.receivers(scope) if changes else []
        for id_, what, change in changes:
            for one in told:
                if not one.about or what in one.about:
                    due = schedules.at_once_or(one.daily_at, district.time_zone, now)
                    notices.plan(scope, id_, one.id, change, due)
        return len(changes) + teachers.notice(scope, district, now)


def _changes(scope: Scope, district: District, now: datetime) -> list[tuple[int, str, str]]:
    """Note what began and what is over; return each: the notice, what it is about, the change."""
    present, known = _present(scope, district, now), notices.open_ones(scope)
    changes = []
    for key, many in present.items():
        app_id, what, thing = key
        held = known.get(key)
        if held and (what != ENDING or held[1] == many):
            continue
        if held:
            # The next step of what ends: nobody hears that the one before is over.
            notices.end(scope, held[0], now)
        begun = Beginning(app_id=app_id, what=what, thing=thing, count=many)
        changes.append((notices.begin(scope, begun, now), what, "began"))
    for key, (id_, _many) in known.items():
        if key not in present:
            notices.end(scope, id_, now)
            changes.append((id_, key[1], "ended"))
    return changes


def _present(scope: Scope, district: District, now: datetime) -> dict[tuple[int, str, str], int]:
    """Return what needs somebody now: (app, what, thing of the app) -> how many."""
    found = {
        (one.app.id, one.what, ""): one.many
        for glance in overview.at_a_glance(scope)
        for one in glance.needs
        if one.what in NOTICES
    }
    for one in endings.soon(scope, district, now):
        if one.step is not None:
            found[one.app.id, ENDING, one.title] = one.step
    return found


def tell(district: District, now: datetime) -> int:
    """Send what is due, one message to each receiver; return how many went out.

    What could not be sent is kept and tried again. A message that was sent at the moment of a crash
    may come twice; none is lost.
    """
    with district_scope(district.id) as scope:
        waiting = notices.due(scope, now)
        asked = {one.receiver_id for one in waiting}
        receivers = {one.id: one for one in notices.everybody(scope) if one.id in asked}
        for one in teachers.who_hear_no_more(scope, district, list(receivers.values()), now):
            notices.drop_unsent(scope, one.id)
            del receivers[one.id]
        known = {one.id: one for one in apps.every(scope)}
    sent = 0
    for receiver, some in _by_receiver(waiting, receivers):
        problem = ""
        try:
            lines = [
                messengers.Line.of(one, known[one.app_id]) for one in some if one.app_id in known
            ]
            _send(district, receiver, lines, now)
            sent += 1
        except HomeroomError as failed:
            problem = failed.message
        with district_scope(district.id) as scope:
            again = now + FIRST_WAIT * 2 ** max(one.tries for one in some)
            notices.settle(scope, some, now, again, problem)
    return sent


def _by_receiver(
    waiting: list[Sending], receivers: dict[int, Receiver]
) -> Iterator[tuple[Receiver, list[Sending]]]:
    for id_, receiver in receivers.items():
        some = [one for one in waiting if one.receiver_id == id_]
        if some:
            yield receiver, some


def _send(
    district: District, receiver: Receiver, lines: list[messengers.Line], now: datetime
) -> None:
    if receiver.user_id is not None:
        messengers.mail_teacher(district, receiver.address, lines)
        return
    if receiver.channel == E_MAIL:
        messengers.mail(district, receiver.address, lines)
        return
    assert receiver.secret is not None
    secret = unseal(load_keys(), receiver.secret, district.id, NOTICES_SEAL, receiver.address)
    messengers.post(district, receiver.address, secret, lines, now)


def add_receiver(scope: Scope, wanted: Wanted, by: str) -> tuple[int, str]:
    """Add a receiver; return its id and, of a webhook, the secret, which is shown this once.

    Raises NeedsDistrict where the address cannot be one, or is there already.
    """
    _check(wanted)
    secret = token_urlsafe(32) if wanted.channel == WEBHOOK else ""
    sealed = None
    if secret:
        sealed = seal(load_keys(), secret, scope.district, NOTICES_SEAL, wanted.address)
    row = {
        "channel": wanted.channel,
        "address": wanted.address,
        "about": list(wanted.about),
        "daily_at": wanted.daily_at,
        "secret": sealed,
    }
    made = notices.add(scope, row, by)
    if made is None:
        raise NeedsDistrict(
            f"{wanted.address} gets notices already.",
            fix="Remove it first if it should hear of other things.",
        )
    facts = {"channel": wanted.channel, "about": list(wanted.about)}
    audit.note(scope, by, "notices.add", wanted.address, facts)
    return made, secret


def remove_receiver(scope: Scope, receiver_id: int, by: str) -> Receiver:
    """Remove a receiver; what was still to go there is dropped."""
    found = _receiver(scope, receiver_id)
    notices.remove(scope, receiver_id)
    audit.note(scope, by, "notices.remove", found.address, {"channel": found.channel})
    return found


def try_receiver(district: District, receiver_id: int) -> Receiver:
    """Send a test message now; raises what keeps it from going out."""
    with district_scope(district.id) as scope:
        found = _receiver(scope, receiver_id)
    _send(district, found, [], datetime.now(UTC))
    return found


def _receiver(scope: Scope, receiver_id: int) -> Receiver:
    found = next((one for one in notices.receivers(scope) if one.id == receiver_id), None)
    if found is None:
        raise NeedsDistrict(
            f"There is no receiver {receiver_id}.", fix="Look at homeroom notices list."
        )
    return found


def _check(wanted: Wanted) -> None:
    unknown = [one for one in wanted.about if one not in NOTICES]
    if unknown:
        raise NeedsDistrict(
            f"There is no notice about {unknown[0]}.", fix=f"Choose from: {', '.join(NOTICES)}."
        )
    if wanted.channel == WEBHOOK:
        messengers.check_address(urlsplit(wanted.address))
    elif "@" not in wanted.address.strip("@") or " " in wanted.address:
        raise NeedsDistrict(
            f"{wanted.address} is no e-mail address.", fix="Write it as name@school.org."
        )
