"""Who a bearer token stands for, remembered for a few seconds."""

from collections import OrderedDict
from datetime import UTC, datetime
from threading import Lock

from homeroom.model import api_scopes
from homeroom.serve.caller import Caller
from homeroom.store import apps, districts
from homeroom.store.scope import district_scope
from homeroom.store.vendors import sharings, tokens

# How long a suspension or a change of what is shared may take to be seen.
SECONDS = 3.0
_REMEMBERED = 10_000
# An app that waits for an operator may read; what it may write its Grade Sync says.
_STATES = frozenset({"active", "requested"})


class Callers:
    """Looks tokens up; what was found is used again for a few seconds."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[Caller, float]] = OrderedDict()
        self._lock = Lock()

    def of(self, token: str, steady: float) -> Caller | None:
        """Return who calls; None for a token that is unknown, over, or whose app is suspended.

        `steady` is the moment by a clock that never goes back.
        """
        with self._lock:
            held = self._known.get(token)
        if held is not None and steady < held[1]:
            return held[0]
        now = datetime.now(UTC)
        found = look_up(token, now)
        with self._lock:
            self._known.pop(token, None)
            if found is not None:
                caller, expires_at = found
                left = min(SECONDS, (expires_at - now).total_seconds())
                self._known[token] = (caller, steady + left)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found[0] if found else None

    def forget(self) -> None:
        """Forget everybody: the next request of each is looked up again."""
        with self._lock:
            self._known.clear()


def look_up(token: str, now: datetime) -> tuple[Caller, datetime] | None:
    """Return who a token stands for and until when; None for one that opens nothing."""
    held = tokens.found(token, now)
    if held is None:
        return None
    zone = districts.by_id(held.district_id).zone
    with district_scope(held.district_id) as scope:
        if apps.by_id(scope, held.app_id).state not in _STATES:
            return None
        sharing = sharings.sharing_of(scope, held.app_id, zone)
    caller = Caller(
        district_id=held.district_id,
        app_id=held.app_id,
        client_id=held.client_id,
        scopes=api_scopes.within(held.allowed, held.given),
        sharing=sharing,
    )
    return caller, held.expires_at


CALLERS = Callers()
