"""A step of a mapping as it is typed on one line: `trim`, or `split separator=",", part=2`."""

import tomllib

import msgspec

from homeroom.errors import NeedsDistrict
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
