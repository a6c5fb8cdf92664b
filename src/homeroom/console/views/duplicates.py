"""Duplicates side by side: made one, kept apart, parted again; and rows that wait."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeroom.access.secrets import load_keys, seal, unseal
from homeroom.console import cells
from homeroom.console.here import Here
from homeroom.console.names import title_of
from homeroom.console.numbers import whole
from homeroom.console.words import KINDS
from homeroom.errors import NeedsOperator
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.runs.rules import joining
from homeroom.store import apps, belonging, issues, joins, lookalikes, records
from homeroom.store.joins import Join
from homeroom.store.lookalikes import Alike
from homeroom.store.titles import titles

KINDS_SHOWN = (Kind.USER, Kind.ORG, Kind.ACADEMIC_SESSION, Kind.COURSE, Kind.CLASS)
GROUPS = 20
MORE_STRETCHES = 2
_PLACE = ("duplicates", "place")  # what the place is bound to that a school is not to read
_MERGES = 50


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show what looks alike; a form decides.

    Schools find what belongs to them wholly. Rows that wait are nobody's yet: the district decides.
    """
    wanted = request.GET.get("kind", Kind.USER.value)
    if wanted not in {kind.value for kind in _kinds(here)}:
        raise Http404
    kind = Kind(wanted)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors = _act(request, here, kind)
        if not errors:
            return redirect(request.get_full_path())
    found = _alike(here, kind, _place(request, here))
    given = {
        "kind": kind,
        "kinds": [(one.value, KINDS[one], one is kind) for one in _kinds(here)],
        "own_schools": here.schools is not None,
        "groups": [
            _side_by_side(here, kind, one.domain, list(one.ids[:2]), len(one.ids))
            for one in found.groups
        ],
        "next": _address(here, kind, found.next) if found.next else "",
        "first": _address(here, kind, None) if "after" in request.GET else "",
        "waiting": _waiting(here, kind),
        "merges": _merges(here),
        "errors": errors,
    }
    return render(request, "quality/duplicates.html", given, status=422 if errors else 200)


def _kinds(here: Here) -> tuple[Kind, ...]:
    """Return the kinds of which the person may decide: sessions and schools are the district's."""
    whole = here.schools is None
    return tuple(one for one in KINDS_SHOWN if whole or one in belonging.DECIDED)


def _alike(here: Here, kind: Kind, after: tuple[str, str]) -> Alike:
    """Return what is alike; for a school, which finds little of much, a few stretches are seen."""
    found = lookalikes.alike(here.scope, kind, GROUPS, after, here.schools)
    for _more in range(0 if here.schools is None else MORE_STRETCHES):
        if found.groups or found.next is None:
            break
        found = lookalikes.alike(here.scope, kind, GROUPS, found.next, here.schools)
    return found


def _place(request: HttpRequest, here: Here) -> tuple[str, str]:
    """Return behind which key to look; what is no place means the beginning."""
    given = request.GET.get("after", "")
    try:
        if here.schools is not None:
            given = unseal(load_keys(), urlsafe_b64decode(given), here.district.id, *_PLACE)
        found = msgspec.json.decode(given, type=tuple[str, str])
    except (msgspec.MsgspecError, ValueError, NeedsOperator):
        return lookalikes.START
    return lookalikes.START if any("\0" in one for one in found) else found


def _address(here: Here, kind: Kind, place: tuple[str, str] | None) -> str:
    """Return where to look further; a school is not shown the key: it may be of another one."""
    given = {"kind": kind.value}
    if place:
        text = msgspec.json.encode(place).decode()
        if here.schools is not None:
            sealed = seal(load_keys(), text, here.district.id, *_PLACE)
            text = urlsafe_b64encode(sealed).decode()
        given["after"] = text
    return f"?{urlencode(given)}"


def _side_by_side(here: Here, kind: Kind, domain: str, ids: list[str], many: int) -> dict[str, Any]:
    """Return two records as columns; fields that are blank in both are left out."""
    fields = ENTITIES[kind].fields
    held = records.load(here.scope, kind, ids)
    named = cells.titles_of(here.scope, fields, list(held.values()))
    rows = []
    for field in fields:
        words = [
            cells.cell(field, getattr(held[id_], field.name), named, here.district.zone)
            for id_ in ids
        ]
        if any(words):
            rows.append((title_of(field.wire), words, len(set(words)) > 1))
    names = titles(here.scope, kind, ids)
    return {
        "domain": domain,
        "ids": [(id_, names.get(id_, id_)) for id_ in ids],
        "rows": rows,
        "more": many - len(ids),
    }


def _waiting(here: Here, kind: Kind) -> list[dict[str, Any]]:
    if here.schools is not None:
        return []
    keys = {one.id: (one.key, one.title) for one in apps.every(here.scope)}
    found = [
        one
        for one in issues.open_ones(here.scope, None, GROUPS, "match.ambiguous", kind.value)
        if one.app_id in keys
    ]
    ids = sorted({id_ for one in found for id_ in one.facts["records"]})
    names = titles(here.scope, kind, ids)
    return [
        {
            "app": keys[one.app_id],
            "subject": one.subject,
            "may_be": [(id_, names.get(id_, id_)) for id_ in one.facts["records"]],
        }
        for one in found
    ]


def _merges(here: Here) -> list[dict[str, Any]]:
    found = _own_merges(here, joins.every(here.scope, _MERGES))
    by_kind: dict[Kind, list[str]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one.stays)
    names = {
        (kind, id_): title
        for kind, ids in by_kind.items()
        for id_, title in titles(here.scope, kind, ids).items()
    }
    return [
        {"one": one, "kind": KINDS[one.kind], "title": names.get((one.kind, one.stays), one.stays)}
        for one in found
    ]


def _own_merges(here: Here, found: list[Join]) -> list[Join]:
    """Return those of some merges that the person may undo, or might before they were undone."""
    if here.schools is None:
        return found
    own: set[tuple[Kind, str]] = set()
    for kind in {one.kind for one in found} & set(belonging.DECIDED):
        some = [one for one in found if one.kind is kind]
        stays, goes = [one.stays for one in some], [one.goes for one in some]
        own |= {(kind, id_) for id_ in belonging.wholly_of(here.scope, kind, stays, here.schools)}
        own |= {(kind, id_) for id_ in belonging.of_merged(here.scope, kind, goes, here.schools)}
    return [one for one in found if {(one.kind, one.stays), (one.kind, one.goes)} <= own]


def _act(request: HttpRequest, here: Here, kind: Kind) -> list[tuple[str, str]]:
    """Do what the button says; return what is missing for it."""
    sent = request.POST
    act = sent.get("act", "")
    if act == "part":
        merge = whole(sent.get("merge", ""))
        if merge is None or not _may_part(here, merge):
            raise Http404
        joining.part(here.district, merge, here.actor)
        messages.success(request, _("They are two again."))
    elif act == "decide" and here.schools is None:
        same = sent.get("same_as") or None
        _ids([same] if same else [])
        joining.decide(
            here.district, sent.get("app", ""), kind, sent.get("subject", ""), same, here.actor
        )
        messages.success(request, _("It is taken in."))
    elif act in ("merge", "apart"):
        return _pair(request, here, kind, act)
    else:
        raise Http404
    return []


def _may_part(here: Here, merge: int) -> bool:
    """Say whether the person may undo a merge; of one that is not there the district is told so."""
    if here.schools is None:
        return True
    found = joins.by_id(here.scope, merge)
    return found is not None and bool(_own_merges(here, [found]))


def _ids(sent: list[str]) -> list[str]:
    """Return the ids of records that a form names; 404 for what is no id at all."""
    try:
        return [str(UUID(one)) for one in sent]
    except ValueError:
        raise Http404 from None


def _decided(here: Here, kind: Kind, ids: list[str]) -> set[str]:
    """Return those of some records about which the person may decide."""
    if here.schools is None:
        return set(records.load(here.scope, kind, ids))
    return belonging.wholly_of(here.scope, kind, ids, here.schools)


def _pair(request: HttpRequest, here: Here, kind: Kind, act: str) -> list[tuple[str, str]]:
    pair = _ids(request.POST.getlist("pair"))
    if len(pair) != 2 or len(_decided(here, kind, pair)) != 2:
        raise Http404
    if act == "apart":
        joining.keep_apart(here.scope, kind, (pair[0], pair[1]), here.actor)
        messages.success(request, _("They stay two."))
        return []
    stays, reason = request.POST.get("stays", ""), request.POST.get("reason", "").strip()
    if stays not in pair:
        return [(f"stays-{pair[0]}", _("Choose which of the two stays."))]
    if not reason:
        return [(f"reason-{pair[0]}", _("Say why they are the same; it stays in the history."))]
    goes = pair[1] if stays == pair[0] else pair[0]
    made = joining.join(here.district, kind, stays, goes, (here.actor, reason))
    messages.success(
        request, _("They are one now. Merge %(made)d can be undone below.") % {"made": made}
    )
    return []
