"""Who may pass: every page of the table is reached through here."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from homeroom import settings
from homeroom.access import people
from homeroom.access.models import User
from homeroom.access.roles import Role
from homeroom.console import reasons, second_steps
from homeroom.console.here import Here, Person
from homeroom.console.page import ADMINS, Page, Place
from homeroom.errors import HomeroomError, NeedsDistrict
from homeroom.store import districts
from homeroom.store.districts import District
from homeroom.store.people import classes_taught, of_user
from homeroom.store.scope import Scope, district_scope

View = Callable[..., HttpResponseBase]
READS = ("GET", "HEAD")


def guarded(page: Page, view: View) -> View:
    """Return the view as Django calls it: who may not pass does not reach it.

    Views of a district get `(request, here, ...)`, the others `(request, person, ...)`, and open
    ones `(request, ...)`. Who is not signed in is sent to sign in; for who has no role at all the
    page is not there (404); where the role does not suffice, the answer says so (403).
    """
    inners: dict[Place, View] = {
        Place.OPEN: _open,
        Place.PERSON: _of_person,
        Place.SERVER: _of_server,
        Place.DISTRICT: _of_district,
    }

    @wraps(view)
    def passed(request: HttpRequest, **given: Any) -> HttpResponseBase:
        if page.place is Place.OPEN:
            return view(request, **given)
        user = request.user
        if not isinstance(user, User):
            return _sign_in(request)
        person = Person(user, of_user(user.pk))
        try:
            _check_characters(request)
            return inners[page.place](request, page, view, person, given)
        except HomeroomError as problem:
            return said(request, problem)

    return passed


def _check_characters(request: HttpRequest) -> None:
    """Refuse an address or a form with a NUL, which no text of the database can hold."""
    for given in (request.GET, request.POST):
        if any("\0" in one for _, values in given.lists() for one in values):
            raise NeedsDistrict(
                gettext("What was sent holds a character that is no letter."),
                fix=gettext("Type it anew instead of pasting it."),
            )


def _open(*_: Any) -> HttpResponse:
    raise AssertionError("open pages are called directly")


def _of_person(
    request: HttpRequest, page: Page, view: View, person: Person, given: dict[str, Any]
) -> HttpResponseBase:
    return view(request, person, **given)


def _of_server(
    request: HttpRequest, page: Page, view: View, person: Person, given: dict[str, Any]
) -> HttpResponseBase:
    if not person.is_operator:
        raise Http404
    if request.method not in READS and not page.acts:
        return HttpResponseNotAllowed(READS)
    if second_steps.lacks(person.user, {Role.OPERATOR}, settings.SECOND_STEP_FOR):
        return _to_second_step(request)
    return view(request, person, **given)


def _of_district(
    request: HttpRequest, page: Page, view: View, person: Person, given: dict[str, Any]
) -> HttpResponseBase:
    district = _district(given.pop("slug"))
    with district_scope(district.id) as scope:
        here = arrive(person, page, district, scope)
        here.acts = request.method not in READS
        request.here = here  # type: ignore[attr-defined]
        stopped = _stopped(request, here)
        if stopped is not None:
            return stopped
        if not page.slow:
            # A page shows little of much: it finds that by keys, however few rows there are yet.
            scope.as_a_page()
            here.enter(scope)
            return view(request, here, **given)
    return view(request, here, **given)


def arrive(person: Person, page: Page, district: District, scope: Scope) -> Here:
    """Return the visit, with what the roster says of a teacher; 404 for who has no role here."""
    roles = person.roles_in(district.id)
    classes: list[str] = []
    # The roster is asked where it matters: for a page of teachers, or for who has nothing else. Of
    # the help desk some may teach, too; who looks after the whole district sees every class anyhow.
    if not roles or (Role.TEACHER in page.opens and not roles & ADMINS):
        today = datetime.now(UTC).astimezone(district.zone).date()
        addresses = people.verified_addresses(person.user)
        classes = classes_taught(scope, addresses, today) if addresses else []
    if classes:
        roles |= {Role.TEACHER}
    if not roles:
        raise Http404
    here = Here(person, page, district, roles)
    here.classes = frozenset(classes)
    return here


def _stopped(request: HttpRequest, here: Here) -> HttpResponse | None:
    """Return the answer to who may not go on; None lets pass."""
    page = here.page
    if not here.may(page.opens):
        return _lacks_role(request, here, page.opens)
    if request.method not in READS:
        if not page.acts:
            return HttpResponseNotAllowed(READS)
        if not here.may(page.acts):
            return _lacks_role(request, here, page.acts)
    wanted = settings.SECOND_STEP_FOR | districts.second_step(here.district.id)
    if second_steps.lacks(here.person.user, here.roles, wanted):
        return _to_second_step(request)
    if page.pupils and reasons.needed(request, here):
        address = reverse("reason", kwargs={"slug": here.district.slug})
        return redirect(f"{address}?next={quote(request.get_full_path())}")
    return None


def _to_second_step(request: HttpRequest) -> HttpResponse:
    messages.warning(request, second_steps.WORDS)
    return redirect("mfa_index")


def _lacks_role(request: HttpRequest, here: Here, wanted: frozenset[Role]) -> HttpResponse:
    helped_by = [role.words for role in Role if role in wanted and role is not Role.OPERATOR]
    shown = {"wanted": helped_by, "roles": [role.words for role in Role if role in here.roles]}
    return render(request, "answers/lacks_role.html", shown, status=403)


def said(request: HttpRequest, problem: HomeroomError) -> HttpResponse:
    """Answer with what happened and what can be done; nothing was changed."""
    return render(request, "answers/problem.html", {"problem": problem}, status=422)


def _sign_in(request: HttpRequest) -> HttpResponse:
    address = request.get_full_path() if request.method in READS else "/"
    if request.headers.get("HX-Request"):
        # A part of a page asked; the whole page must go to the sign-in.
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_login")})
    return redirect_to_login(address)


def _district(slug: str) -> District:
    found = districts.by_slug(slug)
    if found is None:
        raise Http404
    return found
