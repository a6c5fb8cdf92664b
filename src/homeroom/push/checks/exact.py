"""Shares in fractions: a number is rounded once, by name, or it stays exact. Pure."""

from decimal import Decimal
from fractions import Fraction

from homeroom.rules.scales import Rounding


def percent_of(points: Decimal, maximum: Decimal) -> Fraction:
    """Return the share of a maximum above 0 in percent."""
    return Fraction(points) * 100 / Fraction(maximum)


def decimal_of(value: Fraction) -> Decimal | None:
    """Return the same number as a decimal; None: it has no end, as a third has none."""
    rest, digits = value.denominator, 0
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest, times = rest // prime, times + 1
        digits = max(digits, times)
    if rest != 1:
        return None
    whole = value.numerator * 10**digits // value.denominator
    return Decimal(f"{whole}E-{digits}")


def rounded(value: Fraction, rounding: Rounding, digits: int) -> Decimal:
    """Return a number with so many digits after the point, by one of the named roundings.

    A half goes up (below 0: down), or to the even neighbour; `floor` goes down.
    """
    assert rounding is not Rounding.NONE
    wide = value * 10**digits
    if rounding is Rounding.FLOOR:
        whole = wide.numerator // wide.denominator
    elif rounding is Rounding.HALF_EVEN:
        whole = round(wide)
    else:
        up = abs(wide) + Fraction(1, 2)
        whole = up.numerator // up.denominator * (1 if wide >= 0 else -1)
    return Decimal(f"{whole}E-{digits}")
