"""Exact decimals without trailing zeros, so that 10, 10.0 and 1E+1 look the same."""

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def trimmed(value: Decimal) -> Decimal:
    return Decimal(plain(value))


def plain(value: Decimal) -> str:
    """Return the decimal in plain digits."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """Return part of whole in percent, rounded half up to two places."""
    return trimmed((part * 100 / whole).quantize(_CENT, ROUND_HALF_UP))
