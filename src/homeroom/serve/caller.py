"""Who calls: a token names one app in one district, what it may do, and what it may see."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.http import HttpRequest
from msgspec import Struct

from homeroom.rules.sharing import Sharing


class Caller(Struct, frozen=True, kw_only=True):
    """One app of one district at one request.

    `scopes` are names without the address that stands before them, e.g. roster.readonly: the same
    right is written with another address in OneRoster 1.1 and in 1.2.
    """

    district_id: int
    app_id: int
    client_id: str
    scopes: frozenset[str]
    sharing: Sharing = Sharing()

    def may(self, any_of: Iterable[str]) -> bool:
        """Say whether one of these scopes is among those of the token."""
        return not self.scopes.isdisjoint(any_of)


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls, as the middleware has found out (serve/gate.py)."""
    found: Any = getattr(request, "caller", None)
    assert isinstance(found, Caller)
    return found


View = TypeVar("View", bound=Callable[..., object])


def open_to_all(view: View) -> View:
    """Let a view be called without a token, which no other view can be."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view
