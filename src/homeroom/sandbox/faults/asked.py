"""Which faults are asked for: NAME[=VALUE][:SEED], several with commas between them."""

from msgspec import Struct

from homeroom.sandbox.faults.profiles import PROFILES, Profile


class BadFaults(ValueError):
    """A text that names no faults, said in one sentence."""


class Asked(Struct, frozen=True):
    """One profile with its seed, and the value that stands for its own."""

    profile: Profile
    value: float
    seed: int


def read_asked(text: str, seed: int) -> list[Asked]:
    """Read what --faults says. Raises BadFaults."""
    asked = [_one(part.strip(), seed) for part in text.split(",") if part.strip()]
    names = [one.profile.name for one in asked]
    if len(names) != len(set(names)):
        raise BadFaults("a fault can be named only once")
    return asked


def _one(part: str, seed: int) -> Asked:
    rest, colon, seed_text = part.partition(":")
    name, equals, value_text = rest.partition("=")
    profile = PROFILES.get(name)
    if profile is None:
        raise BadFaults(f"there is no fault '{name}'; there are: {', '.join(PROFILES)}")
    if colon and not _whole(seed_text):
        raise BadFaults(f"the seed in '{part}' must be a whole number")
    value = profile.value
    if equals:
        value = _value(part, profile, value_text)
    return Asked(profile, value, int(seed_text) if colon else seed)


def _value(part: str, profile: Profile, text: str) -> float:
    if not profile.unit:
        raise BadFaults(f"{profile.name} takes no value")
    # Only a wait of our own can be split; headers, tokens and counts hold whole numbers.
    parts = text.split(".") if profile.name == "stall" else [text]
    if len(parts) > 2 or not all(_whole(digits) for digits in parts) or float(text) > 86_400:
        raise BadFaults(f"'{part}' must name a number of {profile.unit}")
    if profile.unit == "records" and float(text) < 1:
        raise BadFaults(f"'{part}' must name one of the {profile.unit} at least")
    return float(text)


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit()
