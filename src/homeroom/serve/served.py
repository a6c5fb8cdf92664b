"""Which operations of the table are answered at all; the discovery documents name these alone."""

from homeroom.serve.operations import Operation, operations

METHODS = frozenset({"GET", "PUT", "POST", "DELETE"})


def is_served(operation: Operation) -> bool:
    """Say whether an operation is answered."""
    return operation.method in METHODS


def served() -> list[Operation]:
    """Return every operation that is answered."""
    return [one for one in operations() if is_served(one)]
