"""How long the pages of the console take, with many people at once and much that is stored."""

from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

from homeroom.access.roles import Role
from homeroom.bench.district import A_CLASS
from homeroom.bench.fill import call_delivered, call_refused, clean_up, fill
from homeroom.bench.leafing import leaves
from homeroom.bench.pull import KEY, SLUG, one_sync, set_up
from homeroom.bench.servers import static_source
from homeroom.bench.serving import FLOOR, served
from homeroom.bench.visitors import signed_in, status, times
from homeroom.console.page import Page, Place
from homeroom.console.pages import PAGES
from homeroom.store import apps, districts
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

Tell = Callable[[str], None]
# What a page answers that needs what a filled district does not have, such as a learning app.
NOT_HERE = (404, 422)
# Parts of addresses that name no row.
_NAMED = {"tab": "results", "kind": "result", "part": "categories", "connector": "infinite_campus"}
# A row for each part of an address, as it stands in a filled district.
_EXAMPLES = {
    "run_id": "SELECT max(id)::text FROM runs WHERE district_id = %(district)s",
    "class_id": "SELECT min(id::text) FROM classes WHERE district_id = %(district)s",
    "item_id": "SELECT min(id::text) FROM line_items WHERE district_id = %(district)s",
    "record_id": "SELECT id::text FROM results WHERE district_id = %(district)s LIMIT 1",
}


def bench_console(
    results: int, people: int, each: int, make: Callable[[], None], tell: Tell
) -> dict[str, Any]:
    """Return milliseconds per page, p50 and p95, when so many people open it at once.

    Every page that a district admin may open in a district with so many results, and the list of
    these far inside, each person `each` times; `left_out` are pages that need what a filled
    district does not have.
    """
    with static_source(A_CLASS) as source:
        make()
        set_up(source)
        one_sync()
    district = districts.named(SLUG)
    size = max(results // A_CLASS * A_CLASS, A_CLASS)
    tell(f"filling up to {size:,} results")
    fill(district.id, A_CLASS, size)
    with district_scope(district.id) as scope:
        app_id = apps.keyed(scope, KEY).id
        call_delivered(scope, app_id, app_id, size)
        call_refused(scope, app_id)
    clean_up()
    paths, left_out = addresses(district)
    paths |= leaves(district, size)
    with served() as address, signed_in(address, district.id, people) as clients:
        figures = {}
        for name, path in {"floor": FLOOR, **paths}.items():
            # The first look at a page compiles its template.
            if status(clients[0], path) in NOT_HERE:
                left_out.append(name)
                continue
            times(clients[:1], path, 1)
            figures[name] = _spread(times(clients, path, each))
            tell(f"{name}: {figures[name]['p50_ms']} ms, {figures[name]['p95_ms']} ms")
    floor = figures.pop("floor")
    slowest = max(figures, key=lambda name: figures[name]["p95_ms"])
    shape = {"results": size, "people": people, "slowest": slowest, "left_out": left_out}
    return {**shape, "floor": floor, "pages": figures}


def addresses(district: District) -> tuple[dict[str, str], list[str]]:
    """Return the addresses of a district's pages by name, and the names of those left out."""
    pages = [
        one
        for one in PAGES
        if one.place is Place.DISTRICT and Role.DISTRICT_ADMIN in one.opens and not one.slow
    ]
    with district_scope(district.id) as scope:
        known = {name: scope.value(sql) for name, sql in _EXAMPLES.items()}
    known = {"slug": district.slug, "key": KEY, "sis": KEY, **_NAMED, **known}
    found = {page.name: _address(page, known) for page in pages}
    return (
        {name: path for name, path in found.items() if path is not None},
        [name for name, path in found.items() if path is None],
    )


def _address(page: Page, known: dict[str, str]) -> str | None:
    parts = []
    for part in page.route.split("/"):
        name = part.strip("<>").partition(":")[2]
        if part.startswith("<") and not known.get(name):
            return None
        parts.append(known[name] if part.startswith("<") else part)
    return "/" + "/".join(parts)


def _spread(taken: list[float]) -> dict[str, Any]:
    high = quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    return {"p50_ms": round(median(taken), 1), "p95_ms": round(high, 1), "requests": len(taken)}
