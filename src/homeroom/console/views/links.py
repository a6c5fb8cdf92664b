"""Links that let a person in: once, or to choose the first password."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from homeroom.access.forms import FirstPassword
from homeroom.access.models import User
from homeroom.access.people import INVITATION
from homeroom.access.signals import LINK
from homeroom.store import sign_in_links

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def take(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask first, then sign in: programs that look into messages would use the link up otherwise."""
    found = sign_in_links.seen(secret)
    user = User.objects.filter(pk=found[0], is_active=True).first() if found else None
    if found is None or user is None:
        return _ended(request)
    if found[1] == INVITATION:
        return _first_password(request, secret, user)
    if request.method != "POST":
        return render(request, "links/take.html", {"email": user.email})
    return _let_in(request, user) if sign_in_links.take(secret) else _ended(request)


def _first_password(request: HttpRequest, secret: str, user: User) -> HttpResponse:
    form = FirstPassword(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        shown = {"email": user.email, "form": form}
        return render(request, "links/invitation.html", shown, status=status)
    with transaction.atomic():
        # Of two who have the link only the first one chooses the password.
        if sign_in_links.take(secret) is None:
            return _ended(request)
        form.save()  # before the sign-in: the password is part of what a session carries
    return _let_in(request, user)


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "links/ended.html", status=410)


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    # Who has just come in by a link may set up a second step without being asked once more.
    record_authentication(request, user, method=LINK, reauthenticated=True)
    login(request, user, backend=_BACKEND)
    return redirect("front")
