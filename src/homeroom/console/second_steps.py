"""Roles that may open pages only when their sign-in has a second step."""

from collections.abc import Set

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from homeroom.access.models import User

WORDS = _(
    "Your role needs a second step at the sign-in. Set up an authenticator app or a passkey here;"
    " then go on."
)


def lacks(user: User, roles: Set[str], wanted: Set[str]) -> bool:
    """Say whether one of a person's roles needs a second step, and none is set up.

    Recovery codes stand in for a step that was lost; they are none themselves.
    """
    if not wanted & roles:
        return False
    steps = Authenticator.objects.filter(user=user)
    return not steps.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
