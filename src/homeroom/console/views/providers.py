"""Identity providers of the server: who may vouch for people at the sign-in; for operators."""

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeroom import settings
from homeroom.access import providers
from homeroom.access.providers import KINDS, Wanted
from homeroom.console.here import Person
from homeroom.console.spoken import sentences
from homeroom.console.views.people import address_of
from homeroom.errors import NeedsOperator
from homeroom.store import providers as store

_KINDS = {
    providers.GOOGLE: gettext_lazy("Google"),
    providers.MICROSOFT: gettext_lazy("Microsoft, one tenant"),
    providers.OTHER: gettext_lazy("Any other issuer of OpenID Connect"),
}


class New(forms.Form):
    """A provider to add."""

    kind = forms.ChoiceField(label=gettext_lazy("Which"), choices=[(k, _KINDS[k]) for k in KINDS])
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=60,
        help_text=gettext_lazy("As people know it: the sign-in offers it by this name."),
    )
    name = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=41,
        help_text=gettext_lazy("Small letters, digits and hyphens, such as river-login."),
    )
    place = forms.CharField(
        label=gettext_lazy("Issuer, or Microsoft's tenant"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Such as https://login.river.example. Google needs none."),
    )
    client_id = forms.CharField(label=gettext_lazy("Client id"), max_length=300)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=1_000,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=gettext_lazy("It is kept sealed and never shown."),
    )


def show(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the providers; forms add one, test it, give it a new secret, switch it off and on."""
    problem: NeedsOperator | None = None
    form = New()
    about = request.POST.get("name", "")
    if request.method == "POST" and "do" in request.POST:
        try:
            messages.success(request, _act(request, person, about))
        except NeedsOperator as found:
            problem = found
        else:
            return redirect(request.path)
    elif request.method == "POST":
        form = New(request.POST)
        if form.is_valid() and _added(request, form, person):
            return redirect(request.path)
    shown = {
        "form": form,
        "providers": [(one, back(request, one.name)) for one in store.every()],
        "fixed": [(one["name"], one["settings"]) for one in settings.issuers()],
        "back": back(request, "short-name"),
        "problem": problem,
        "about": about,
    }
    refused = bool(problem or form.errors)
    return render(request, "providers/show.html", shown, status=422 if refused else 200)


def _added(request: HttpRequest, form: New, person: Person) -> bool:
    try:
        made = providers.add(Wanted(**form.cleaned_data), person.email)
    except NeedsOperator as problem:
        form.add_error(None, sentences(problem))
        return False
    messages.success(request, _("The sign-in offers %(title)s now.") % {"title": made.title})
    return True


def _act(request: HttpRequest, person: Person, name: str) -> str:
    """Do what a button of one provider says, and return what was done in words."""
    found = providers.find(name)
    title, do = {"title": found.title}, request.POST["do"]
    if do == "test":
        providers.discover(found.issuer)
        return _("%(title)s answers, and says what the sign-in needs.") % title
    if do == "rotate":
        providers.rotate(name, request.POST.get("secret", ""), person.email)
        return _("The next sign-in with %(title)s uses the new secret.") % title
    off = datetime.now(UTC) if do == "off" else None
    providers.switch(name, off, person.email)
    off_words, on_words = _("%(title)s is switched off."), _("%(title)s is switched on.")
    return (off_words if off else on_words) % title


def back(request: HttpRequest, name: str) -> str:
    """Return the address to which a provider sends people back; it is registered there."""
    path = reverse("openid_connect_callback", kwargs={"provider_id": name})
    return (settings.ADDRESS or address_of(request)) + path
