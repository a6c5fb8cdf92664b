"""Delivery Config: address, credentials, advanced settings, and Test Connection."""

from django.http import HttpRequest

from homeroom.connectors.base import Connector
from homeroom.connectors.gallery import beside
from homeroom.console.guides import guide
from homeroom.console.here import Here
from homeroom.console.setup.advanced import AdvancedForm, keep
from homeroom.console.setup.fields import DeliveryForm
from homeroom.console.setup.step import Answer
from homeroom.console.spoken import sentences
from homeroom.errors import NeedsDistrict
from homeroom.runs.ingest.several import cautions
from homeroom.runs.setup import activation
from homeroom.runs.setup.connecting import check_named, connector_of, keep_delivery_config, readable
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.scope import Scope, district_scope


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Enter the connection; `do=test` keeps it and tests it, `do=later` keeps it unfinished."""
    chosen, do = connector_of(app), request.POST.get("do", "")
    with district_scope(here.district.id) as scope:
        held, domains = readable(scope, app), bool(versions.current(scope).rules.uniqueness)
        open_ = cautions(scope, app)
    data = request.POST if request.method == "POST" else None
    whole = app.state != "draft" or do in ("next", "finish")
    form = DeliveryForm(chosen.settings, held, data, whole=whole)
    advanced = AdvancedForm(app, data, domains=domains)
    if data is not None and form.is_valid() and advanced.is_valid():
        try:
            with district_scope(here.district.id) as scope:
                app = apps.keyed(scope, app.key)
                _keep(scope, here, app, form.values())
                keep(scope, here, app, advanced)
        except NeedsDistrict as problem:
            form.add_error(None, sentences(problem))
        else:
            testing = do in ("test", "save")
            return Answer(
                saved=True,
                again="test=yes" if testing else "",
                place="#test" if testing else "",
            )
    return Answer(
        template="setup/delivery.html",
        shown=_shown(chosen, form, advanced)
        | {"testing": "test" in request.GET, "cautions": open_},
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
