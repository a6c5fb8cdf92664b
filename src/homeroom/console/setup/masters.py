"""Master Fields: the preset for grade exchange first, its details on demand."""

from django.http import HttpRequest
from msgspec import structs

from homeroom.console.here import Here
from homeroom.console.setup.step import Answer
from homeroom.rules.preset import LEFT_OUT
from homeroom.rules.uniqueness import usual
from homeroom.runs.rules.keeping import note_rules
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.scope import district_scope


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Take the preset or leave it; it holds for the district, and from the next sync on."""
    with district_scope(here.district.id) as scope:
        held = versions.current(scope).rules
        if request.method == "POST":
            on = bool(request.POST.get("preset"))
            made = structs.replace(
                held,
                masters_by_role=on,
                uniqueness=held.uniqueness or (usual() if on else ()),
            )
            words = "preset by role" if on else "preset by role given up"
            if made != held:
                note_rules(scope, made, (here.actor, words))
            return Answer(saved=True)
    cleared = [
        (entity, [name for name, fields in names.items() if fields or name])
        for entity, names in LEFT_OUT.items()
    ]
    shown = {
        "preset": held.masters_by_role or app.state == "draft",
        "holds": held.masters_by_role,
        "cleared": cleared,
        "own_rules": len(held.masters),
    }
    return Answer(template="setup/masters.html", shown=shown)
