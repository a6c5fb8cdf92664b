"""Signed agreements with a vendor, and the attribute by which people opt out of the directory."""

from pathlib import PurePath

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.views.vendors import find
from homeroom.runs.writes import vendors
from homeroom.store.vendors import agreements, sharings
from homeroom.store.vendors.agreements import MOST_BYTES

_LONGEST_NAME = 200


def show(request: HttpRequest, here: Here, key: str) -> HttpResponse:
    """Show the agreements with an app's vendor; forms attach one and remove one."""
    app, _client = find(here, key)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        number = whole(request.POST.get("remove", ""))
        file = request.FILES.get("file")
        if number is not None:
            vendors.detach(here.scope, app, number, here.actor)
            messages.success(request, _("The agreement is removed."))
            return redirect(request.path)
        if file is None or not file.size:
            errors = [("file", _("Choose a file that is not empty."))]
        elif file.size > MOST_BYTES:
            errors = [("file", _("It is larger than 10 MiB: choose a smaller copy."))]
        else:
            vendors.attach(here.scope, app, _name(file.name or ""), file.read(), here.actor)
            messages.success(request, _("The agreement is kept."))
            return redirect(request.path)
    shown = {"app": app, "files": agreements.every(here.scope, app.id), "errors": errors}
    return render(request, "vendors/agreements.html", shown, status=422 if errors else 200)


def download(request: HttpRequest, here: Here, key: str, number: int) -> HttpResponse:
    """Hand an agreement over as a file to keep; a browser never shows it as a page of ours."""
    app, _client = find(here, key)
    body = agreements.body(here.scope, app.id, number)
    name = next(one.name for one in agreements.every(here.scope, app.id) if one.id == number)
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def directory(request: HttpRequest, here: Here) -> HttpResponse:
    """Show which attribute tells that somebody opted out of the directory; the form changes it."""
    if request.method == "POST":
        attribute = request.POST.get("attribute", "").strip()[:200]
        values = request.POST.get("values", "").split(",")
        rule = vendors.opt_out_by(here.scope, attribute, values, here.actor)
        words = _("It holds from now on.") if rule else _("Nobody can opt out now.")
        messages.success(request, words)
        return redirect(request.path)
    shown = {"rule": sharings.directory_rule(here.scope)}
    return render(request, "vendors/directory.html", shown)


def _name(said: str) -> str:
    """Return the last part of a file's name, without what no name shows."""
    plain = "".join(one for one in PurePath(said.replace("\\", "/")).name if one.isprintable())
    return plain[-_LONGEST_NAME:] or "agreement"
