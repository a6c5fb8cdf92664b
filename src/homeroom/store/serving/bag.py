"""The parameters of a statement while it is put together."""

from typing import Any


class Bag:
    """Collects values; a statement names them, and never holds them."""

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}

    def hold(self, value: Any, type_: str = "text", name: str = "") -> str:
        """Keep a value, under a name where it has one, and return how a statement names it."""
        name = name or f"p{len(self.params)}"
        self.params[name] = value
        return f"%({name})s::{type_}"
