"""Numbers that look random and follow from their arguments alone."""

_MASK = (1 << 64) - 1


def mix(*parts: int) -> int:
    """Return 64 bits that change wholly with any part (the finisher of splitmix64)."""
    state = 0x9E3779B97F4A7C15
    for part in parts:
        state = (state ^ part) * 0xBF58476D1CE4E5B9 & _MASK
        state ^= state >> 29
    state = state * 0x94D049BB133111EB & _MASK
    return state ^ (state >> 32)
