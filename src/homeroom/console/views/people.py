"""People and roles of a district: who may sign in, as what, and how they are invited."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from homeroom import settings
from homeroom.access import inviting
from homeroom.access import people as access
from homeroom.access.inviting import Invited
from homeroom.access.models import User
from homeroom.access.people import Place
from homeroom.access.roles import GIVEN, OF_SCHOOLS, Role
from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.store import apps, districts, people, roster
from homeroom.store.people import Member, Membership

_HERE = tuple(role for role in GIVEN if role is not Role.OPERATOR)
LINK = "invitation"  # a link that is shown once, for it could not be sent


class Invitation(forms.Form):
    """Whom to invite, as what."""

    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(one.value, one.words) for one in _HERE],
        initial=Role.DISTRICT_ADMIN.value,
    )
    schools = forms.MultipleChoiceField(
        label=gettext_lazy("Schools"),
        required=False,
        help_text=gettext_lazy("For a School Admin and for the help desk."),
    )
    app = forms.ChoiceField(
        label=gettext_lazy("App"), required=False, help_text=gettext_lazy("For a Vendor Admin.")
    )

    def __init__(self, given: Any, here: Here) -> None:
        super().__init__(given)
        schools, app = self.fields["schools"], self.fields["app"]
        assert isinstance(schools, forms.MultipleChoiceField)
        assert isinstance(app, forms.ChoiceField)
        schools.choices = roster.schools(here.scope)
        app.choices = [("", _("None"))] + [
            (str(one.id), one.title) for one in apps.every(here.scope)
        ]

    def clean_email(self) -> str:
        """Return the address, or say what one looks like."""
        said = str(self.cleaned_data["email"]).strip().lower()
        try:
            validate_email(said)
        except forms.ValidationError as problem:
            raise forms.ValidationError(
                _("Write it as name@school.org, without spaces."), code="email"
            ) from problem
        return said

    def clean(self) -> dict[str, Any]:
        """Say where role and place do not fit."""
        given: dict[str, Any] = super().clean() or {}
        role = given.get("role")
        if role in OF_SCHOOLS and not given.get("schools"):
            self.add_error("schools", _("Choose at least one school for this role."))
        if role == Role.VENDOR_ADMIN and not given.get("app"):
            self.add_error("app", _("Choose the app that this person looks after."))
        return given

    def place(self, here: Here) -> Place:
        """Return where the role holds; what the role does not need counts for nothing."""
        role, given = self.cleaned_data["role"], self.cleaned_data
        return Place(
            district_id=here.district.id,
            schools=given["schools"] if role in OF_SCHOOLS else (),
            app_id=int(given["app"]) if role == Role.VENDOR_ADMIN else None,
        )


class Held(Struct, frozen=True):
    """A role of a person, in words."""

    role: Role
    of: str  # schools or app
    app_id: int | None


class Shown(Struct, frozen=True):
    """One person of the list, with the roles in this district."""

    id: int
    email: str
    active: bool
    last_login: Any
    roles: list[Held]


def every(request: HttpRequest, here: Here) -> HttpResponse:
    """Show who has a role here; the form invites somebody, or gives a role more."""
    form = Invitation(request.POST if request.method == "POST" else None, here)
    if form.is_valid():
        done = inviting.invite(
            form.cleaned_data["email"],
            Role(form.cleaned_data["role"]),
            form.place(here),
            here.actor,
            address_of(request),
        )
        tell(request, done)
        return redirect(request.path)
    shown = {
        "form": form,
        "people": _grouped(here, people.members(here.district.id)),
        "roles": [(one.words, one.sentence) for one in _HERE],
        "link": request.session.pop(LINK, ""),
    }
    return render(request, "people/every.html", shown, status=422 if form.is_bound else 200)


def one(request: HttpRequest, here: Here, user_id: int) -> HttpResponse:
    """Show one person; forms take a role away, send a new invitation, or sign the person out."""
    members = [m for m in people.members(here.district.id) if m.membership.user_id == user_id]
    if not members:
        raise Http404
    user = User.objects.get(pk=user_id)
    if request.method == "POST":
        _act(request, here, user)
        return redirect(request.path if people_left(here, user) else _list(here))
    (shown,) = _grouped(here, members)
    waits = not user.has_usable_password() and user.last_login is None
    more = {"person": shown, "waits": waits, "link": request.session.pop(LINK, "")}
    return render(request, "people/one.html", more)


def second_step(request: HttpRequest, here: Here) -> HttpResponse:
    """Show which roles need a second step at the sign-in; the form changes that."""
    if request.method == "POST":
        wanted = [role.value for role in Role if role.value in request.POST.getlist("roles")]
        districts.set_second_step(here.district.id, wanted)
        access.note(
            here.actor,
            "people.second-step",
            here.district.slug,
            {"roles": wanted},
            here.district.id,
        )
        messages.success(request, _("It holds from the next page on that somebody opens."))
        return redirect(request.path)
    held, everywhere = districts.second_step(here.district.id), settings.SECOND_STEP_FOR
    roles = [
        (role, role in held or role in everywhere, role in everywhere)
        for role in Role
        if role is not Role.OPERATOR
    ]
    return render(request, "people/second_step.html", {"roles": roles})


def people_left(here: Here, user: User) -> bool:
    """Say whether a person still has a role here."""
    return any(one.district_id == here.district.id for one in people.of_user(user.pk))


def address_of(request: HttpRequest) -> str:
    """Return the address by which the hub was asked, without a slash at the end."""
    return request.build_absolute_uri("/").rstrip("/")


def _list(here: Here) -> str:
    return reverse("people", kwargs={"slug": here.district.slug})


def _act(request: HttpRequest, here: Here, user: User) -> None:
    act = request.POST.get("act", "")
    if act == "remove" and request.POST.get("role") in {role.value for role in _HERE}:
        role = Role(request.POST["role"])
        of = whole(request.POST.get("app", ""))
        inviting.remove_from_district(
            user, Place(district_id=here.district.id, app_id=of), role, here.actor
        )
        told = {"email": user.email, "role": role.words}
        messages.success(request, _("%(email)s is no longer %(role)s.") % told)
    elif act == "invite" and not user.has_usable_password():
        mailed, link = inviting.send_invitation(user, here.actor, address_of(request))
        access.note(here.actor, "people.invite", user.email, {}, here.district.id)
        tell(request, Invited(email=user.email, new_role=False, mailed=mailed, link=link))
    elif act == "sign-out":
        access.end_sessions(user)
        access.note(here.actor, "people.sign-out", user.email, {}, here.district.id)
        messages.success(request, _("%(email)s is signed out everywhere.") % {"email": user.email})


def tell(request: HttpRequest, done: Invited) -> None:
    """Say what became of an invitation; a link that could not be sent is shown on the next page."""
    email = {"email": done.email}
    if done.link:
        request.session[LINK] = done.link
    elif done.mailed:
        messages.success(request, _("An invitation went to %(email)s.") % email)
    else:
        messages.success(request, _("%(email)s has the role now.") % email)


def _grouped(here: Here, members: list[Member]) -> list[Shown]:
    schools = dict(roster.schools(here.scope))
    titles = {one.id: one.title for one in apps.every(here.scope)}
    found: dict[int, Shown] = {}
    for one in members:
        held = one.membership
        person = Shown(held.user_id, one.email, one.active, one.last_login, [])
        roles = found.setdefault(held.user_id, person).roles
        roles.append(Held(Role(held.role), _of(held, schools, titles), held.app_id))
    return list(found.values())


def _of(held: Membership, schools: dict[str, str], titles: dict[int, str]) -> str:
    if held.app_id is not None:
        return titles.get(held.app_id, _("an app that is gone"))
    return ", ".join(schools.get(school, _("a school that is gone")) for school in held.schools)
