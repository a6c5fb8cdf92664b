"""A second opinion on merged records: plain, slow, and written from the sentences of the rules.

It shares no code with the product's merge.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from homeroom.model.roster import User
from homeroom.rules.masters import MasterField, Mode, Voice

# The fields about which the sources of the tests differ, by the names of the standard.
SINGLE = {"middleName": "middle_name", "email": "email", "phone": "phone", "username": "username"}
JOINED = {"agents": "agents", "resources": "resources"}


def random_rules(dice: random.Random, roles: Mapping[str, str]) -> list[MasterField]:
    return [
        MasterField(entity=entity, field=field, sources=_voices(dice, list(roles)))
        for field in (*SINGLE, *JOINED)
        for entity in ("user", "student", "teacher")
        if dice.random() < 0.3
    ]


def _voices(dice: random.Random, keys: Sequence[str]) -> tuple[Voice, ...]:
    apps = dice.sample(keys, dice.randint(1, len(keys)))
    voices = [Voice(app=app, mode=dice.choice(list(Mode))) for app in apps]
    if dice.random() < 0.2:
        voices.insert(0, Voice(role=dice.choice(["sis", "learning"]), mode=dice.choice(list(Mode))))
    return tuple(voices)


def second_opinion(
    said: Mapping[str, User], roles: Mapping[str, str], made: Sequence[MasterField], wire: str
) -> Any:
    """Return the value of one field as the sentences of the rules say it.

    `said`: what each source says, `roles`: all sources in their fixed order.
    """
    name = {**SINGLE, **JOINED}[wire]
    held = {source: getattr(said[source], name) for source in roles if source in said}
    filled = {one: value for one, value in held.items() if value != () and str(value or "").strip()}
    if not filled:
        return next(iter(held.values()))
    roles_of = {role.role for person in said.values() for role in person.roles}
    what = next((one for one in ("student", "teacher") if one in roles_of), "")
    ruled = [one for one in made if one.field == wire and one.entity == what]
    ruled += [one for one in made if one.field == wire and one.entity == "user"]
    for named in _ranked(ruled[0].sources if ruled else (), roles):
        those = {source: value for source, value in filled.items() if source in named}
        if those:
            return _newest(said, those)
    if wire in JOINED:
        together: list[str] = []
        for value in filled.values():
            together += [one for one in value if one not in together]
        return tuple(together)
    return _newest(said, filled)


def _ranked(voices: Sequence[Voice], roles: Mapping[str, str]) -> list[list[str]]:
    """Return the sources that each voice names: those that keep theirs first."""
    named = [(v.mode, [s for s in roles if v.app == s or v.role == roles[s]]) for v in voices]
    return [who for mode in (Mode.KEEP, Mode.MASTER) for held, who in named if held == mode]


def _newest(said: Mapping[str, User], those: dict[str, Any]) -> Any:
    best = None
    for source in those:
        stamp = said[source].date_last_modified or datetime.min.replace(tzinfo=UTC)
        if best is None or stamp > best[0]:
            best = (stamp, source)
    assert best is not None
    return those[best[1]]
