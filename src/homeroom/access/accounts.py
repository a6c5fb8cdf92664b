"""What an operator does with an account: lock it, unlock it, take its second step away."""

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from msgspec import Struct

from homeroom.access import people
from homeroom.access.models import User
from homeroom.access.roles import Role
from homeroom.errors import NeedsOperator
from homeroom.store import people as store


class Account(Struct, frozen=True, kw_only=True):
    """How an account stands: whether it is locked, has a second step, or waits."""

    active: bool
    waits: bool  # after wrong passwords, for a while
    steps: tuple[str, ...]

    @property
    def state(self) -> str:
        """Return the word of it."""
        if not self.active:
            return "locked"
        return "tried" if self.waits else "active"


def state_of(user: User) -> Account:
    """Return how an account stands."""
    tries = AccessAttempt.objects.filter(
        username=user.email, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    )
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return Account(active=user.is_active, waits=tries.exists(), steps=tuple(sorted(set(kinds))))


def lock(user: User, by: str) -> None:
    """Keep a person out, and sign the person out everywhere; roles stay as they are.

    Raises NeedsOperator for the own account, and for the last operator who can sign in.
    """
    if user.email == by:
        raise NeedsOperator("That is your own account.", fix="Ask another operator.")
    _check_others(user, "locked")
    user.is_active = False
    user.save(update_fields=["is_active"])
    people.end_sessions(user)
    people.note(by, "account.lock", user.email, {}, None)


def unlock(user: User, by: str) -> None:
    """Let a person in again, also one whom wrong passwords keep out."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    reset(username=user.email)
    people.note(by, "account.unlock", user.email, {}, None)


def reset_second_step(user: User, by: str) -> None:
    """Take second steps, passkeys and recovery codes away, and sign the person out everywhere."""
    gone = [one.type for one in Authenticator.objects.filter(user=user)]
    Authenticator.objects.filter(user=user).delete()
    people.end_sessions(user)
    people.note(by, "second-step.reset", user.email, {"kinds": sorted(set(gone))}, None)


def sign_out(user: User, by: str) -> None:
    """Sign a person out everywhere."""
    people.end_sessions(user)
    people.note(by, "people.sign-out", user.email, {}, None)


def remove_operator(user: User, by: str) -> None:
    """Take the role of an operator away; raises NeedsOperator for the last one who can sign in."""
    _check_others(user, "removed")
    if people.remove(user, None, Role.OPERATOR):
        people.note(by, "people.remove", user.email, {"role": Role.OPERATOR.value}, None)


def _check_others(user: User, done: str) -> None:
    operators = {
        one.membership.user_id
        for one in store.members(None)
        if one.membership.role == Role.OPERATOR and one.active
    }
    if operators == {user.pk}:
        raise NeedsOperator(
            f"{user.email} is the only operator and cannot be {done}.",
            fix="Make somebody else an operator first.",
        )
