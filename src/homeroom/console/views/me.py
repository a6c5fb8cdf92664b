"""The own account: what may be done with it, and where it is signed in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeroom.access import people as access
from homeroom.access.roles import Role
from homeroom.console.here import Person
from homeroom.store import districts


def show(request: HttpRequest, person: Person) -> HttpResponse:
    """Show roles, password, second step and sessions; the form signs out everywhere else."""
    user = person.user
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
    }
    return render(request, "me/me.html", shown)
