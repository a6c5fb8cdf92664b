"""What a district shares with a vendor's app: said by a form, and seen before it holds."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeroom import settings
from homeroom.console.here import Here
from homeroom.console.page import ADMINS
from homeroom.console.views.people import address_of
from homeroom.console.views.vendors import find, state_of
from homeroom.console.words import KINDS
from homeroom.model.kinds import COLLECTIONS, ONLY_1_2, Kind, Version
from homeroom.rules.sharing import DEMOGRAPHICS, attributes_of
from homeroom.runs.writes import vendors
from homeroom.serve.preview import ROWS, list_of, look
from homeroom.store import audit, roster
from homeroom.store.apps import App
from homeroom.store.scope import Scope
from homeroom.store.serving.seen import seen
from homeroom.store.vendors import sharings
from homeroom.store.vendors.clients import Client
from homeroom.store.vendors.sharings import Shared

_ALL, _SOME = "all", "some"
_MOST_COURSES = 2_000
_TICK = {"class": "form-check-input"}
# Demographics have a switch of their own.
_KINDS = [kind for kind in Kind if kind not in DEMOGRAPHICS]


class Sharing(forms.Form):
    """What is shared with one app."""

    purpose = forms.CharField(
        label=gettext_lazy("What the app is used for"), required=False, max_length=500
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Schools"),
        choices=[
            (_ALL, gettext_lazy("All schools, and those to come")),
            (_SOME, gettext_lazy("Only the schools ticked below")),
        ],
    )
    schools = forms.MultipleChoiceField(
        label=gettext_lazy("Which schools"),
        required=False,
        widget=forms.CheckboxSelectMultiple(_TICK),
    )
    courses = forms.CharField(
        label=gettext_lazy("Courses that are left out"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "One to a line: its code, its title, or its id towards apps. Its classes, enrolments, "
            "line items and results are left out with it."
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of records that are left out"),
        required=False,
        widget=forms.CheckboxSelectMultiple(_TICK),
    )
    attributes = forms.MultipleChoiceField(required=False)
    demographics = forms.BooleanField(
        label=gettext_lazy("Share demographics"),
        required=False,
        help_text=gettext_lazy("Birth dates, sex, race and ethnicity: off unless you say so."),
    )
    honours_opt_out = forms.BooleanField(
        label=gettext_lazy("Keep from it who opted out of the directory"), required=False
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day of sharing"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("Without one it goes on until somebody ends it."),
    )

    def __init__(self, given: Any, scope: Scope, held: Shared) -> None:
        super().__init__(given, initial=_initial(scope, held))
        self._scope = scope
        _offer(self.fields["schools"], roster.schools(scope))
        _offer(self.fields["kinds"], [(kind.value, str(KINDS[kind])) for kind in _KINDS])
        names = [f"{kind.value}.{name}" for kind in Kind for name in attributes_of(kind)]
        _offer(self.fields["attributes"], [(name, name) for name in names])

    def clean_courses(self) -> tuple[UUID, ...]:
        """Return the courses, or say which line names none or several."""
        found = set()
        lines = [one.strip() for one in self.cleaned_data["courses"].splitlines() if one.strip()]
        if len(lines) > _MOST_COURSES:
            raise forms.ValidationError(_("That are too many: leave the kind out instead."))
        for line in lines:
            ids = roster.courses_named(self._scope, line)
            if len(ids) != 1:
                words = (
                    _("There are several courses %(line)s: write the id that it has towards apps.")
                    if ids
                    else _("There is no course %(line)s.")
                )
                raise forms.ValidationError(words % {"line": line})
            found.add(UUID(ids[0]))
        return tuple(sorted(found))

    def clean(self) -> dict[str, Any]:
        """Say where no school is ticked."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("reach") == _SOME and not given.get("schools"):
            self.add_error("schools", _("Tick at least one school, or share all of them."))
        return given

    def shared(self) -> Shared:
        """Return what was entered."""
        given = self.cleaned_data
        hidden: dict[str, list[str]] = {}
        for one in given["attributes"]:
            kind, _dot, name = one.partition(".")
            hidden.setdefault(kind, []).append(name)
        some = sorted(map(UUID, given["schools"])) if given["reach"] == _SOME else None
        return Shared(
            purpose=given["purpose"],
            schools=None if some is None else tuple(some),
            courses_left_out=given["courses"],
            kinds_left_out=tuple(sorted(given["kinds"])),
            attributes_left_out={kind: tuple(sorted(names)) for kind, names in hidden.items()},
            demographics=given["demographics"],
            honours_opt_out=given["honours_opt_out"],
            last_day=given["last_day"],
        )

    def attribute_groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Return by kind the attributes that may be left out: value, name, whether it is."""
        said = self["attributes"].value() or ()
        return [
            (
                str(KINDS[kind]),
                [
                    (value := f"{kind.value}.{name}", name, value in said)
                    for name in attributes_of(kind)
                ],
            )
            for kind in Kind
        ]


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = choices


def _initial(scope: Scope, held: Shared) -> dict[str, Any]:
    courses = roster.courses_called(scope, list(map(str, held.courses_left_out)))
    return {
        "purpose": held.purpose,
        "reach": _ALL if held.schools is None else _SOME,
        "schools": [str(one) for one in held.schools or ()],
        "courses": "\n".join(sourced_id for sourced_id, _title in courses),
        "kinds": list(held.kinds_left_out),
        "attributes": _hidden(held),
        "demographics": held.demographics,
        "honours_opt_out": held.honours_opt_out,
        "last_day": held.last_day,
    }


def _hidden(held: Shared) -> list[str]:
    return [f"{kind}.{name}" for kind, names in held.attributes_left_out.items() for name in names]


def show(request: HttpRequest, here: Here, key: str) -> HttpResponse:
    """Show what is shared with an app; the form says it anew. A vendor reads it in words."""
    app, client = find(here, key)
    held = sharings.of_app(here.scope, app.id)
    if not here.may(ADMINS):
        return render(request, "vendors/shared.html", _in_words(here, app, client, held))
    form = Sharing(request.POST if request.method == "POST" else None, here.scope, held)
    if request.method == "POST" and form.is_valid():
        vendors.share(here.scope, app, form.shared(), here.actor)
        messages.success(request, _("It holds from the next seconds on."))
        return redirect(request.path)
    return _asked(request, here, app, form)


def _asked(request: HttpRequest, here: Here, app: App, form: Sharing) -> HttpResponse:
    held = sharings.of_app(here.scope, app.id)
    shown = {
        "app": app,
        "form": form,
        "rule": sharings.directory_rule(here.scope),
        "left_out": roster.courses_called(here.scope, list(map(str, held.courses_left_out))),
    }
    return render(request, "vendors/sharing.html", shown, status=422 if form.errors else 200)


def _in_words(here: Here, app: App, client: Client, held: Shared) -> dict[str, Any]:
    names = dict(roster.schools(here.scope))
    left_out = [str(KINDS[Kind(one)]) for one in held.kinds_left_out]
    if not held.demographics:
        left_out.append(str(KINDS[Kind.DEMOGRAPHICS]))
    return {
        "app": app,
        "state": state_of(here, app, client),
        "held": held,
        "schools": None
        if held.schools is None
        else [names.get(str(one), _("a school that is gone")) for one in held.schools],
        "kinds": left_out,
        "attributes": _hidden(held),
        "courses": len(held.courses_left_out),
    }


def sees(request: HttpRequest, here: Here, key: str) -> HttpResponse:
    """Show exactly what an app sees, or would see by the form at hand; nothing is changed."""
    app, client = find(here, key)
    held = sharings.of_app(here.scope, app.id)
    form = None
    if request.method == "POST":
        form = Sharing(request.POST, here.scope, held)
        if not form.is_valid():
            return _asked(request, here, app, form)
        held = form.shared()
    meant = sharings.meant(here.scope, held, here.district.zone)
    given = request.POST if request.method == "POST" else request.GET
    kind, version = _wanted(given.get("kind", ""))
    asked = list_of(kind, version) if kind else None
    counts = seen(here.scope, app.id, meant)
    shown = {
        "app": app,
        "state": state_of(here, app, client),
        "ended": meant.has_ended(here.now),
        "counts": [
            (one, str(KINDS[one]), counts.get(COLLECTIONS[one]), _versions(one)) for one in Kind
        ],
        "kind": kind,
        "version": version,
        "kind_words": str(KINDS[kind]) if kind else "",
        "most": ROWS,
        "sent": _sent(form, request.POST) if form else [],
        "look": None,
    }
    if asked is not None:
        origin = settings.ADDRESS or address_of(request)
        shown["look"] = found = look(client, meant, asked, origin)
        shown["asked"] = f"GET {found.path}"
        audit.note(here.scope, here.actor, "vendor.preview", app.key, {"kind": str(kind)})
    return render(request, "vendors/sees.html", shown)


def _wanted(said: str) -> tuple[Kind | None, Version]:
    """Return what is to be shown, said as `user` or, in the words of 1.1, as `user 1.1`."""
    kind, _space, version = said.partition(" ")
    held = Version(version) if version in set(Version) else Version.V1P2
    return (Kind(kind) if kind in set(Kind) else None), held


def _versions(kind: Kind) -> list[tuple[str, str]]:
    """Return the versions that have a kind, each with what asks for it."""
    versions = [Version.V1P2] if kind in ONLY_1_2 else [Version.V1P2, Version.V1P1]
    return [(one.value, f"{kind.value} {one.value}") for one in versions]


def _sent(form: Sharing, sent: QueryDict) -> list[tuple[str, str]]:
    """Return the values of a form as it was sent, to send it again."""
    return [(name, value) for name in form.fields for value in sent.getlist(name)]
