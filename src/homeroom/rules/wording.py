"""Steps of a mapping and conditions of a filter as they are typed on one line."""

import tomllib

import msgspec

from homeroom.errors import NeedsDistrict
from homeroom.rules.filters import Condition, How
from homeroom.rules.steps import Step


def read_step(text: str) -> Step:
    """Read a step: its name, and what it needs as the inside of a TOML table."""
    name, _, rest = text.strip().partition(" ")
    try:
        given = tomllib.loads(f"step = {{{rest}}}")["step"]
        made: Step = msgspec.convert({**given, "do": name}, Step)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise NeedsDistrict(
            f"{text} is no step: {problem}",
            fix="Write it like: trim, or: split separator=\",\", part=2, or: case to='upper'",
        ) from problem
    return made


def step_words(step: Step) -> str:
    """Return a step as it is typed."""
    given = msgspec.to_builtins(step)
    rest = ", ".join(f"{name}={_word(one)}" for name, one in given.items() if name != "do")
    return f"{given['do']} {rest}".strip()


def _word(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_word(k)}={_word(v)}" for k, v in value.items()) + "}"
    return msgspec.json.encode(value).decode()


def read_condition(text: str) -> Condition:
    """Read a condition: attribute, test and value, as in `title contains honors`."""
    attribute, _, rest = text.strip().partition(" ")
    for how in sorted(How, key=len, reverse=True):
        if rest == how or rest.startswith(f"{how} "):
            try:
                return Condition(attribute=attribute, test=how, value=rest[len(how) :].strip())
            except ValueError as problem:
                raise NeedsDistrict(f"{text} cannot be tested: {problem}.") from problem
    raise NeedsDistrict(
        f"{text} is no condition.",
        fix=f"Write an attribute, then one of: {', '.join(How)}; then the value.",
    )


def condition_words(condition: Condition) -> str:
    """Return a condition as it is typed."""
    return f"{condition.attribute} {condition.test} {condition.value}".strip()
