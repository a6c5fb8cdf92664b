"""An operator's reason for looking at pupils' data: asked once an hour, kept in the audit log."""

import time

from django.http import HttpRequest

from homeroom.access.roles import Role
from homeroom.console.here import Here

_HOLDS_SECONDS = 3600
_KEY = "reason"


def needed(request: HttpRequest, here: Here) -> bool:
    """Say whether an operator, who has no other role here, has yet to state a reason."""
    if here.roles != {Role.OPERATOR}:
        return False
    stated = request.session.get(_KEY, {})
    return bool(stated.get(str(here.district.id), 0) + _HOLDS_SECONDS < time.time())


def note(request: HttpRequest, here: Here) -> None:
    """Remember that a reason was stated for this district."""
    request.session[_KEY] = {
        **request.session.get(_KEY, {}),
        str(here.district.id): int(time.time()),
    }
