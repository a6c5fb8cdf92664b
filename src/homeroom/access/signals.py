"""Write down what happens at the sign-in: who came in and how, and what was changed there."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from homeroom.store import audit

_METHODS = "account_authentication_methods"
# How allauth calls a secret that was sent to a person; here it stands in a link.
LINK = "code"


def connect() -> None:
    """Listen."""
    user_logged_in.connect(_signed_in, dispatch_uid="homeroom.signed-in")
    user_logged_out.connect(_signed_out, dispatch_uid="homeroom.signed-out")
    user_locked_out.connect(_locked_out, dispatch_uid="homeroom.locked-out")
    for signal, act in (
        (password_changed, "password.change"),
        (password_set, "password.set"),
        (password_reset, "password.reset"),
        (authenticator_added, "second-step.add"),
        (authenticator_removed, "second-step.remove"),
        (authenticator_reset, "second-step.reset"),
    ):
        signal.connect(_Noted(act), weak=False, dispatch_uid=f"homeroom.{act}")


class _Noted:
    """Writes down an act of somebody on the own account."""

    def __init__(self, act: str) -> None:
        self.act = act

    def __call__(self, sender: Any, user: Any = None, **given: Any) -> None:
        if user is not None:
            kind = getattr(given.get("authenticator"), "type", None)
            audit.note_for_server(user.email, self.act, user.email, {"kind": kind} if kind else {})


def _signed_in(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    session = getattr(request, "session", {})
    methods = [str(one.get("method")) for one in session.get(_METHODS, [])]
    facts = {"by": " and ".join("link" if one == LINK else one for one in methods)}
    audit.note_for_server(user.email, "sign-in", user.email, facts)


def _signed_out(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        audit.note_for_server(user.email, "sign-out", user.email, {})


def _locked_out(sender: Any, username: str = "", ip_address: str = "", **_: Any) -> None:
    audit.note_for_server(username, "sign-in.locked", username, {"from": ip_address})
