"""The own account: what may be done with it, and where it is signed in."""

from datetime import UTC, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeroom.access import people as access
from homeroom.access.models import User
from homeroom.access.roles import Role
from homeroom.console.here import Person
from homeroom.runs.care import teachers
from homeroom.store import districts

_WAYS = {
    teachers.AS_DISTRICT: gettext_lazy("As my district has it"),
    teachers.AT_ONCE: gettext_lazy("At once"),
    teachers.DAILY: gettext_lazy("Once a day"),
    teachers.NEVER: gettext_lazy("Not at all"),
}


def show(request: HttpRequest, person: Person) -> HttpResponse:
    """Show roles, password, second step, sessions, and which messages a teacher gets.

    The forms sign out everywhere else, and choose the messages.
    """
    user = person.user
    if request.method == "POST" and "way" in request.POST:
        teachers.choose_for_oneself(user.pk, request.POST["way"])
        messages.success(request, _("Your choice is kept."))
        return redirect(request.path)
    if request.method == "POST":
        access.end_sessions(user)
        update_session_auth_hash(request, user)
        UserSession.objects.create_from_request(request)
        access.note(user.email, "people.sign-out", user.email, {"by": "oneself"}, None)
        messages.success(request, _("You are signed out everywhere else."))
        return redirect(request.path)
    names = {one.id: one.name for one in districts.every()}
    held = [(Role(one.role), names.get(one.district_id or 0, "")) for one in person.memberships]
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    shown = {
        "roles": held,
        "has_password": user.has_usable_password(),
        "steps": set(kinds),
        "sessions": UserSession.objects.purge_and_list(user),
        "channels": _ways(user) if _teaches(user) else [],
        "teacher": Role.TEACHER,
    }
    return render(request, "me/me.html", shown)


def _teaches(user: User) -> bool:
    return access.teach_somewhere(access.verified_addresses(user), datetime.now(UTC))


def _ways(user: User) -> list[tuple[str, Any, bool]]:
    chosen = teachers.chosen_by(user.pk)
    return [(way, words, way == chosen) for way, words in _WAYS.items()]
