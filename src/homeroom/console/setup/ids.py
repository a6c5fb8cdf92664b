"""API version and ids: move an app by a plan that is looked at, decided and approved first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from homeroom.console.here import Here
from homeroom.console.setup.fields import DeliveryForm
from homeroom.console.setup.step import Answer
from homeroom.console.words import ENTITIES, KINDS
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.ids import id_jobs
from homeroom.runs.ids.id_change import check_plan
from homeroom.runs.ids.id_file import read_ids
from homeroom.runs.ids.id_plan import VERSION, begin_upgrade, decide_again, give_up, plan_by_file
from homeroom.runs.setup.connecting import connector_of, readable
from homeroom.store import apps, audit, id_plans
from homeroom.store.apps import App
from homeroom.store.id_plans import IdPair, IdPlan
from homeroom.store.scope import Scope, district_scope

VERSIONS = ("1.1", "1.2")
SHOWN = 50
VERDICTS = ("renamed", "matched", "waits", "new", "gone")
SAME, NEW = "same", "new"


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Show where a move stands; forms plan, decide, approve it, or give it up."""
    do, data = request.POST.get("do", ""), request.POST if request.method == "POST" else None
    form = _form(here, app, data if do == "plan" else None)
    if do == "plan" and form is not None:
        if form.is_valid():
            return _planned(here, app, form)
    elif do:
        return _done(request, here, app, do)
    with district_scope(here.district.id) as scope:
        shown = _shown(scope, here, app) | {"form": form, "own_buttons": True, "multipart": True}
    return Answer(template="setup/ids.html", shown=shown, refused=bool(form and form.errors))


def _form(here: Here, app: App, data: QueryDict | None) -> DeliveryForm | None:
    """Return the form of the connection to the other version, where that has other ids."""
    if not other_version(app):
        return None
    with district_scope(here.district.id) as scope:
        held = readable(scope, app)
    fields = [one for one in connector_of(app).settings if one.name != VERSION]
    form = DeliveryForm(fields, held, data, whole=True)
    named = {name: _there(app, one) for name, one in held.items() if name in form.initial}
    form.initial.update(named)
    return form


def _there(app: App, address: str) -> str:
    """Return what an address of the version of now is called for the other, where its end says."""
    versions = (app.api_version or "", other_version(app))
    now, then = (f"/v{one.replace('.', 'p')}" for one in versions)
    return f"{address.removesuffix(now)}{then}" if address.endswith(now) else address


def other_version(app: App) -> str:
    """Return the version that an app is not read with; "" where both have the same ids."""
    if not app.api_version:
        return ""
    other = next(one for one in VERSIONS if one != app.api_version)
    now, then = (connector_of(app).capabilities(one).id_space for one in (app.api_version, other))
    return "" if now == then else other


def _planned(here: Here, app: App, form: DeliveryForm) -> Answer:
    given = {VERSION: other_version(app), **form.values()}
    with district_scope(here.district.id) as scope:
        begin_upgrade(scope, apps.keyed(scope, app.key), given, {}, here.actor)
        id_jobs.ask_to_read(here.district.id, app.id, here.actor)
    return Answer(saved=True, words=_("A plan is asked for. Nothing changes by that."))


def _done(request: HttpRequest, here: Here, app: App, do: str) -> Answer:
    """Do what was pressed; a NeedsDistrict says why it cannot be."""
    if do == "file":
        file = request.FILES.get("file")
        if file is None:
            raise NeedsDistrict(_("No file was chosen."), fix=_("Choose one, and plan again."))
        text = file.read().decode("utf-8", "replace")
        plan_by_file(here.district, app.key, read_ids(text), here.actor)
        return Answer(saved=True, words=_("The plan is made. Nothing has changed yet."))
    with district_scope(here.district.id) as scope:
        app = apps.keyed(scope, app.key)
        if do == "decide":
            decide_again(scope, app, _decided(request.POST), here.actor)
            id_jobs.ask_to_read(here.district.id, app.id, here.actor)
            return Answer(saved=True, words=_("It is planned again, as you decided."))
        if do == "again":
            decide_again(scope, app, {}, here.actor)
            id_jobs.ask_to_read(here.district.id, app.id, here.actor)
            return Answer(saved=True, words=_("It is planned again."))
        if do == "apply":
            check_plan(scope, app, id_plans.of_app(scope, app.id))
            id_plans.note_problem(scope, app.id, None)
            id_jobs.ask_to_carry_out(here.district.id, app.id, here.actor)
            return Answer(saved=True, words=_("The plan is approved."))
        if do == "drop":
            give_up(scope, app, here.actor)
            return Answer(saved=True, words=_("The plan is given up. Nothing has changed."))
    raise Http404


def _decided(data: QueryDict) -> Mapping[Kind, Mapping[str, Sequence[str]]]:
    """Return what was chosen for pairs that wait: the old ids of each new one, none for a new one.

    A field is named by the kind, the new id and the old one, which may hold any letter but this.
    """
    found: dict[Kind, dict[str, list[str]]] = {}
    for name, word in data.items():
        parts = name.split("\t")
        if len(parts) != 4 or parts[0] != "pair" or word not in (SAME, NEW):
            continue
        _mark, kind, new_id, old_id = parts
        if kind not in set(Kind):
            raise Http404
        olds = found.setdefault(Kind(kind), {}).setdefault(new_id, [])
        if word == SAME and old_id:
            olds.append(old_id)
    return found


def _shown(scope: Scope, here: Here, app: App) -> dict[str, Any]:
    plan = id_plans.prepared_for(scope, app.id)
    shown = {
        "plan": plan,
        "other": other_version(app),
        "version": app.api_version,
        "last": audit.last_about(scope, app.key, ["app.ids"]),
        "reading": id_jobs.is_reading(here.district.id, app.id),
        "moving": id_jobs.is_carried_out(here.district.id, app.id),
    }
    return shown | (_of_plan(scope, app, plan) if plan else {})


def _of_plan(scope: Scope, app: App, plan: IdPlan) -> dict[str, Any]:
    counts = id_plans.counted(scope, app.id)
    waits = sum(one.get("waits", 0) for one in counts.values())
    waiting = _rows(id_plans.with_verdict(scope, app.id, "waits", SHOWN))
    wants = plan.api_version == "1.2"  # a category for each line item
    old_ids = Counter(one["old_id"] for one in waiting if one["old_id"])
    return {
        "counts": [
            (KINDS[Kind(kind)], [one.get(word, 0) for word in VERDICTS])
            for kind, one in counts.items()
        ],
        "waits": waits,
        "old": id_plans.is_old(scope, app.id),
        "by": [
            (KINDS[Kind(kind)], ", ".join(agree), many)
            for kind, agree, many in id_plans.matched_by(scope, app.id)
        ],
        "waiting": waiting,
        "contested": any(many > 1 for many in old_ids.values()),
        "new": _rows(id_plans.with_verdict(scope, app.id, "new", SHOWN)),
        "gone": _rows(id_plans.with_verdict(scope, app.id, "gone", SHOWN)),
        "bare": _rows(id_plans.uncategorised(scope, app.id, SHOWN)) if wants else [],
        "shown": SHOWN,
    }


def _rows(pairs: Sequence[IdPair]) -> list[dict[str, Any]]:
    return [
        {
            "kind": ENTITIES[one.kind.value],
            "title": one.title,
            "new_id": one.new_id,
            "old_id": one.old_id,
            "agree": ", ".join(one.agree),
            "field": "\t".join(("pair", one.kind.value, one.new_id, one.old_id)),
        }
        for one in pairs
    ]
