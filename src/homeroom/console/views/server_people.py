"""People of all districts, for operators: invited, given and taken roles, locked and let in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import EmailValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from homeroom.access import accounts, inviting
from homeroom.access.models import User
from homeroom.access.people import Place
from homeroom.access.roles import Role
from homeroom.console.here import Person
from homeroom.console.numbers import whole
from homeroom.console.views.people import LINK, address_of, tell
from homeroom.errors import HomeroomError, NeedsOperator
from homeroom.store import apps, districts, people, roster
from homeroom.store.people import Found, Membership
from homeroom.store.scope import district_scope

SHOWN = 100
# The others are given on the page of their district, where its schools and apps can be chosen.
_GIVEN = (Role.PRIMARY_ADMIN, Role.DISTRICT_ADMIN, Role.OPERATOR)


class Invitation(forms.Form):
    """Whom to invite, as what, where."""

    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        validators=[EmailValidator(gettext_lazy("Write it as name@school.org, without spaces."))],
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(one.value, one.words) for one in _GIVEN]
    )
    district = forms.ChoiceField(
        label=gettext_lazy("District"),
        required=False,
        help_text=gettext_lazy("An operator needs none."),
    )

    def __init__(self, given: Any) -> None:
        super().__init__(given)
        field = self.fields["district"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None"))] + [(str(one.id), one.name) for one in districts.every()]

    def clean(self) -> dict[str, Any]:
        """Say where role and district do not fit."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("role") not in (None, Role.OPERATOR) and not given.get("district"):
            self.add_error("district", _("Choose the district of this person."))
        return given

    def place(self) -> Place:
        """Return where the role holds."""
        given = self.cleaned_data
        of = None if given["role"] == Role.OPERATOR else int(given["district"])
        return Place(district_id=of)


class Held(Struct, frozen=True, kw_only=True):
    """A role of a person, in words."""

    role: Role
    where: str
    slug: str
    membership: Membership


def every(request: HttpRequest, person: Person) -> HttpResponse:
    """List people, searched by address or name; the form invites somebody."""
    form = Invitation(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        place = (Role(given["role"]), form.place())
        done = inviting.invite_to_server(given["email"], *place, person.email, address_of(request))
        tell(request, done)
        return redirect(request.path)
    words = request.GET.get("words", "").strip()
    found = people.found(words, SHOWN + 1)
    shown = {
        "people": [(one, _held(one)) for one in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "words": words,
        "form": form,
        "link": request.session.pop(LINK, ""),
    }
    return render(request, "server/people.html", shown, status=422 if form.errors else 200)


def one(request: HttpRequest, person: Person, user_id: int) -> HttpResponse:
    """Show one person; forms take roles away, lock and unlock, sign out, reset the second step."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Http404
    problem: HomeroomError | None = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request, person, user))
        except HomeroomError as found:
            problem = found
        else:
            return redirect(request.path)
    row = (user.pk, user.email, user.name, user.is_active, user.last_login)
    (found_one,) = people.with_roles([row])
    shown = {
        "person": found_one,
        "roles": _held(found_one),
        "account": accounts.state_of(user),
        "own": user.pk == person.user.pk,
        "problem": problem,
    }
    return render(request, "server/person.html", shown, status=422 if problem else 200)


_ACTS = {
    "lock": (accounts.lock, gettext_lazy("%(email)s cannot sign in any more.")),
    "unlock": (accounts.unlock, gettext_lazy("%(email)s can sign in.")),
    "sign-out": (accounts.sign_out, gettext_lazy("%(email)s is signed out everywhere.")),
    "second-step": (
        accounts.reset_second_step,
        gettext_lazy("%(email)s signs in by password alone, and may set up a second step anew."),
    ),
}


def _act(request: HttpRequest, person: Person, user: User) -> str:
    """Do what a button says, and return what was done in words."""
    do, email = request.POST.get("act", ""), {"email": user.email}
    if do == "remove":
        _remove(request, person, user)
        return _("%(email)s has lost a role.") % email
    if do not in _ACTS:
        raise NeedsOperator(_("Nothing was asked for."), fix=_("Press one of the buttons."))
    act, words = _ACTS[do]
    act(user, person.email)
    return str(words) % email


def _remove(request: HttpRequest, person: Person, user: User) -> None:
    wanted = whole(request.POST.get("membership", ""))
    held = next((one for one in people.of_user(user.pk) if one.id == wanted), None)
    if held is None:
        raise NeedsOperator(_("The person has no such role."), fix=_("Look at the list below."))
    if held.role == Role.OPERATOR:
        accounts.remove_operator(user, person.email)
        return
    place = Place(district_id=held.district_id, app_id=held.app_id)
    inviting.remove_from_district(user, place, Role(held.role), person.email)


def _held(found: Found) -> list[Held]:
    known = {one.id: one for one in districts.every()}
    rows = []
    for one in found.roles:
        of = known.get(one.district_id or 0)
        where = of.name if of else _("the whole server")
        slug = of.slug if of else ""
        rows.append(Held(role=Role(one.role), where=where + _more(one), slug=slug, membership=one))
    return rows


def _more(held: Membership) -> str:
    """Return which schools or which app of the district, where it is not all of it."""
    if held.district_id is None or not (held.schools or held.app_id):
        return ""
    with district_scope(held.district_id) as scope:
        names = [name for id_, name in roster.schools(scope) if id_ in held.schools]
        names += [one.title for one in apps.every(scope) if one.id == held.app_id]
    return f" ({', '.join(names)})" if names else ""
