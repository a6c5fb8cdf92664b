"""Control endpoints for faults: what is on, what there is, and switching while it runs."""

import msgspec
from msgspec import Struct

from homeroom.sandbox.control.stage import Stage
from homeroom.sandbox.faults.asked import read_asked
from homeroom.sandbox.faults.profiles import PROFILES
from homeroom.sandbox.web.messages import Request, Response, json_response


class _Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """`faults` as --faults takes them; an empty text switches all of them off."""

    faults: str


def shown(stage: Stage, request: Request, ids: list[str]) -> Response:
    there = {profile.name: profile.words for profile in PROFILES.values()}
    return json_response(200, {"on": stage.faults.report(), "profiles": there})


def switch(stage: Stage, request: Request, ids: list[str]) -> Response:
    wanted = msgspec.json.decode(request.body, type=_Wanted)
    stage.faults.switch(read_asked(wanted.faults, stage.faults.seed))
    return json_response(200, {"on": stage.faults.report()})
