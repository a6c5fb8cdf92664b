"""Roles that may open pages only when their sign-in has a second step."""

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from homeroom import settings
from homeroom.console.here import Here
from homeroom.store import districts

WORDS = _(
    "Your role needs a second step at the sign-in. Set up an authenticator app or a passkey here;"
    " then go on."
)


def lacks(here: Here) -> bool:
    """Say whether a role of the person needs a second step, and none is set up."""
    wanted = settings.SECOND_STEP_FOR | districts.second_step(here.district.id)
    if not wanted & {role.value for role in here.roles}:
        return False
    return not Authenticator.objects.filter(user=here.person.user).exists()
