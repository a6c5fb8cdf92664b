"""One list of rules: its words, the form that adds a row, and what is shown of a row."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from homeroom.console.rule_rows.base import RowForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Said = Mapping[str, str]  # places and short names of apps, as people know them


class RuleList(Struct, frozen=True, kw_only=True):
    """One list: its path in the rules, its words, its form, and what is shown of a row."""

    path: str
    title: "StrPromise"
    says: "StrPromise"
    form: type[RowForm]
    columns: Sequence["StrPromise"]
    cells: Callable[[Any, Said], Sequence[Any]]


WHERE, APP = _("Where"), _("App")


def at_place(one: Any, said: Said) -> str:
    return said.get(one.place, one.place)


def of_app(one: Any, said: Said) -> str:
    return said.get(one.app, one.app)


class RuleValue(Struct, frozen=True, kw_only=True):
    """What is decided once: its path in the rules, its words, its form, and the field there."""

    path: str
    title: "StrPromise"
    form: type[RowForm]
    field: str
