"""Delivery Config: address, credentials, advanced settings, and Test Connection."""

from collections.abc import Mapping

from django.http import HttpRequest
from msgspec import structs

from homeroom.connectors.base import Connector
from homeroom.connectors.gallery import beside
from homeroom.console.guides import guide
from homeroom.console.here import Here
from homeroom.console.setup.fields import AdvancedForm, DeliveryForm
from homeroom.console.setup.step import Answer
from homeroom.errors import NeedsDistrict
from homeroom.rules.uniqueness import usual
from homeroom.runs import activation
from homeroom.runs.connecting import check_named, connector_of, keep_delivery_config, readable
from homeroom.runs.keeping import note_rules
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.scope import Scope, district_scope


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Enter the connection; `do=test` keeps it and tests it, `do=later` keeps it unfinished."""
    chosen, do = connector_of(app), request.POST.get("do", "")
    with district_scope(here.district.id) as scope:
        held, domains = readable(scope, app), bool(versions.current(scope).rules.uniqueness)
    data = request.POST if request.method == "POST" else None
    whole = app.state != "draft" or do in ("next", "finish")
    form = DeliveryForm(chosen.settings, held, data, whole=whole)
    before = {"id_prefix": app.settings.get("id_prefix", ""), "domains": domains}
    advanced = AdvancedForm(data, initial=before)
    if data is not None and form.is_valid() and advanced.is_valid():
        try:
            with district_scope(here.district.id) as scope:
                app = apps.keyed(scope, app.key)
                _keep(scope, here, app, form.values())
                _keep_advanced(scope, here, app, before, advanced.cleaned_data)
        except NeedsDistrict as problem:
            form.add_error(None, f"{problem.message} {problem.fix}")
        else:
            testing = do in ("test", "save")
            return Answer(
                saved=True,
                again="test=yes" if testing else "",
                place="#test" if testing else "",
            )
    return Answer(
        template="setup/delivery.html",
        shown=_shown(chosen, form, advanced) | {"testing": "test" in request.GET},
        refused=form.is_bound,
    )


def _shown(chosen: Connector, form: DeliveryForm, advanced: AdvancedForm) -> dict[str, object]:
    folded = [one for one in (*form.folded, *advanced) if one.errors]
    return {
        "form": form,
        "advanced": advanced,
        "unfolded": bool(folded),
        "guide": guide(beside(chosen, "guide.md")),
    }


def _keep(scope: Scope, here: Here, app: App, given: dict[str, str]) -> None:
    if not given:
        return
    check_named(app, given)
    changed = keep_delivery_config(scope, app, given)
    activation.note_delivery(scope, changed, given, here.actor)


def _keep_advanced(
    scope: Scope,
    here: Here,
    app: App,
    before: Mapping[str, object],
    given: Mapping[str, object],
) -> None:
    if given["id_prefix"] != before["id_prefix"]:
        wanted = {"id_prefix": given["id_prefix"]}
        activation.change_settings(scope, apps.keyed(scope, app.key), wanted, here.actor)
    if given["domains"] != before["domains"]:
        held = versions.current(scope).rules
        made = structs.replace(held, uniqueness=usual() if given["domains"] else ())
        words = "usual domains of uniqueness" if given["domains"] else "no domains of uniqueness"
        note_rules(scope, made, (here.actor, words))
