"""Home: is it working, what needs me, since when."""

from collections import Counter
from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import structs

from homeroom.access.roles import Role
from homeroom.console import own_apps
from homeroom.console.here import Here
from homeroom.console.page import SCHOOLS
from homeroom.console.views.grades.reach import Said, said, within
from homeroom.runs.care import endings
from homeroom.runs.writes import calls
from homeroom.store import absences, delivery_counts, of_app, overview
from homeroom.store.apps import App
from homeroom.store.grades_out import KEPT_BACK
from homeroom.store.overview import Glance, Need

REASONS = 3


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the activated apps, how their last runs went, and what waits for a person.

    Schools and teachers find the figures of their own grades; the rest is the district's to mend.
    """
    seen = overview.at_a_glance(here.scope)
    of_vendor = here.roles == {Role.VENDOR_ADMIN}
    if of_vendor:
        seen = [one for one in seen if one.app.id in here.apps]
    if here.schools is None or of_vendor:
        needs = [need for one in seen for need in one.needs]
        ends = Counter(one.app.id for one in endings.soon(here.scope, here.district, here.now))
        needs += _counted("ending", seen, lambda app: ends[app.id])
    else:
        # Teachers and vendors have to do with other apps than those of the schools they look after.
        limited = here.schools and not here.classes and not here.apps
        found = own_apps.ids(here) if limited else None
        seen = [_own_share(here, one) for one in seen if found is None or one.app.id in found]
        needs = [need for one in seen for need in one.needs if _is_own(here, need)]
    # What a learning app's own vendor has to know is counted at the gradebooks that it goes to.
    needs += _counted("own", seen, lambda app: _own(here, app.id))
    called = calls.of_apps(here.scope, here.district, (one.app for one in seen), here.now)
    shown = {"apps": seen, "needs": needs, "called": called, "why": _why(here, seen)}
    return render(request, "home/home.html", shown)


def _is_own(here: Here, need: Need) -> bool:
    """Say whether something waits for schools and teachers: their grades, and their removals."""
    if need.what != "on hold":
        return need.what in KEPT_BACK
    deciding = here.schools_of(SCHOOLS)
    return bool(deciding and absences.held(here.scope, need.app.id, deciding))


def _own_share(here: Here, one: Glance) -> Glance:
    """Return an app with the grades of own schools and classes alone."""
    if not one.deliveries:
        return one
    counts = delivery_counts.of_target(here.scope, one.app.id, within(here))
    return structs.replace(one, deliveries=counts, since={})


def _why(here: Here, seen: Sequence[Glance]) -> dict[int, list[Said]]:
    """Return why most of what an app refused was refused, for who sees the whole district."""
    targets = [one.app.id for one in seen if one.deliveries.get("refused")]
    if here.schools is not None or not targets:
        return {}
    found = delivery_counts.why_refused(here.scope, targets, REASONS)
    return {app_id: [said(one) for one in causes] for app_id, causes in found.items()}


def _counted(what: str, seen: Sequence[Glance], count: Callable[[App], int]) -> list[Need]:
    found = [(one.app, count(one.app)) for one in seen]
    return [Need(what=what, app=app, many=many) for app, many in found if many]


def _own(here: Here, app_id: int) -> int:
    """Return how many grades of a vendor's own app are kept back."""
    if app_id not in here.apps:
        return 0
    return sum(one.many for one in of_app.causes(here.scope, app_id))
