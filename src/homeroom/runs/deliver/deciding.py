"""What a person decides about deliveries: send again, approve, dismiss, pause, resume."""

from collections.abc import Sequence

from homeroom.errors import NeedsDistrict
from homeroom.runs.setup import activation
from homeroom.store import audit, counting, grades_out, parked, posting
from homeroom.store.apps import App
from homeroom.store.deliveries import Delivery
from homeroom.store.grades_out import Chosen, Within
from homeroom.store.scope import Scope


def asks_a_person(code: str | None) -> bool:
    """Say whether a hold is a question to a person, so that checking it again changes nothing."""
    return code in _QUESTIONS


_QUESTIONS = (*parked.FOR_A_PERSON, "adopt.proposed", posting.SIGN_OFF)


def send_again(scope: Scope, target: App, codes: Sequence[str], by: str) -> int:
    """Let what was kept back, for some reasons or for any, be checked and sent again."""
    count = parked.send_again(scope, target.id, codes)
    asked = {"count": count, "codes": list(codes), "delivered": False}
    audit.note(scope, by, "deliveries.again", target.key, asked)
    return count


def send_chosen_again(scope: Scope, target: App, chosen: Chosen, within: Within, by: str) -> int:
    """Let what was kept back and may be seen be checked and sent again; nothing is sent twice."""
    return send_records_again(
        scope, target, grades_out.kept_ids(scope, target.id, chosen, within), by
    )


def send_records_again(scope: Scope, target: App, ids: Sequence[str], by: str) -> int:
    """Let some records be checked and sent again, but for those that wait for a decision."""
    count = parked.send_some_again(scope, target.id, ids)
    audit.note(scope, by, "deliveries.again", target.key, {"count": count, "records": list(ids)})
    return count


def waits_for_a_decision(one: Delivery) -> bool:
    """Say whether a person may approve or dismiss a delivery: send it after all, or leave it."""
    if one.state == "conflict":
        return True
    return one.state == "held" and one.code in DECIDED


# What is held for these reasons is sent after all, or left, as a person decides.
DECIDED = (*parked.FOR_A_PERSON, *(one for one in parked.LIFTED if one not in parked.FOR_A_PERSON))


def check_delivered(scope: Scope, target: App, by: str) -> int:
    """Let what was delivered be checked again; it goes once more where it has another form now."""
    count = parked.check_delivered(scope, target.id)
    asked = {"count": count, "codes": [], "delivered": True}
    audit.note(scope, by, "deliveries.again", target.key, asked)
    return count


def approve(scope: Scope, target: App, ids: Sequence[str], by: str) -> int:
    """Let go what waits for a person."""
    count = _some(parked.approve(scope, target.id, ids), target)
    audit.note(scope, by, "deliveries.approve", target.key, {"records": list(ids)})
    return count


def dismiss(scope: Scope, target: App, ids: Sequence[str], by: str) -> int:
    """Keep in the SIS what it shows; nothing is sent."""
    count = _some(parked.dismiss(scope, target.id, ids), target)
    audit.note(scope, by, "deliveries.dismiss", target.key, {"records": list(ids)})
    return count


def note_counting(scope: Scope, target: App, ids: Sequence[str], by: str) -> int:
    """Note that line items count now: their teachers gave them a category."""
    count = _some(counting.note(scope, target.id, ids), target)
    audit.note(scope, by, "deliveries.aligned", target.key, {"records": list(ids)})
    return count


def pause(scope: Scope, target: App, by: str) -> None:
    """Hold all deliveries to an app back; they pile up and lose nothing."""
    activation.change_settings(scope, target, {"paused": True}, by)


def resume(scope: Scope, target: App, by: str) -> None:
    """Let deliveries to an app go again."""
    activation.change_settings(scope, target, {"paused": False}, by)


def _some(count: int, target: App) -> int:
    """Refuse to have done nothing: a mistyped id must not look like a decision."""
    if not count:
        raise NeedsDistrict(
            "None of these waits for a decision.",
            fix=f"What does: homeroom deliveries --to {target.key} --state held --state conflict",
        )
    return count
