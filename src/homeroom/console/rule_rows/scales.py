"""Forms of scales: tables of letters, and what becomes of scores where."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from homeroom.console.rule_rows.base import Choices, ClassPlacedForm
from homeroom.console.rule_rows.lines import Lines, numbered
from homeroom.console.rule_rows.rule_list import WHERE, RuleList, Said, at_place, of_app
from homeroom.console.rule_rows.score_words import DECISIONS, DIGITS, TABLE
from homeroom.model.scores import score_text
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.scales import MOST_DIGITS, Conversion

WIDER = _("As wider places say")
NUMBERS = {
    "minimum": _("From percent"),
    "percent": _("Counts as percent"),
    "points": _("Counts as points"),
}
GOES_OUT = _("Goes out as")


class TableForm(Lines):
    """A table of letters; who enters the name of one that is there takes its place."""

    LEAST = 6
    SPARE = 3
    COLUMNS = (_("Letter"), *NUMBERS.values(), GOES_OUT)
    name = forms.CharField(
        label=_("Name of the table"),
        max_length=200,
        help_text=_(
            "Of a letter say what it means: the least percent that earns it, what it counts as, and"
            " the letter that the SIS has for it. What is left empty it does not mean. More lines"
            " come when you change the table."
        ),
    )

    def line(self, number: int) -> dict[str, forms.Field]:
        """Return the fields of a letter."""
        of = {"number": number}
        numbers = {
            "minimum": _("From percent, letter %(number)d") % of,
            "percent": _("Counts as percent, letter %(number)d") % of,
            "points": _("Counts as points, letter %(number)d") % of,
        }
        return {
            "letter": forms.CharField(
                label=_("Letter %(number)d") % of, required=number == 1, max_length=50
            ),
            **{
                name: forms.DecimalField(
                    label=label,
                    required=False,
                    widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                )
                for name, label in numbers.items()
            },
            "to": forms.CharField(
                label=_("Goes out as, letter %(number)d") % of, required=False, max_length=50
            ),
        }

    @classmethod
    def filled(cls, row: LetterTable, choices: Choices) -> dict[str, Any]:
        """Return what the form shows in which a table is changed."""
        letters = [
            {"letter": one.letter, "to": one.to, **{name: getattr(one, name) for name in NUMBERS}}
            for one in row.letters
        ]
        return {"name": row.name, **numbered(letters)}

    def made(self, given: dict[str, Any]) -> LetterTable:
        """Return the rule."""
        return LetterTable(
            name=given["name"], letters=tuple(Letter(**one) for one in self.said(given))
        )


class ConversionForm(ClassPlacedForm):
    """What becomes of scores in a place; what is not said is as in wider places."""

    app = forms.ChoiceField(label=_("On the way to"), required=False)
    table = forms.ChoiceField(label=TABLE, required=False)
    digits = forms.IntegerField(
        label=DIGITS, required=False, min_value=0, max_value=MOST_DIGITS,
        help_text=_("How many are left by rounding."),
    )  # fmt: skip

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        for name, one in DECISIONS.items():
            choices = [("", WIDER), *one.words.items()]
            self.fields[name] = forms.ChoiceField(label=one.label, required=False, choices=choices)
        self.offer("table", ((one, one) for one in self.choices.tables), WIDER)
        self.order_fields(["level", "which", "app", "table", "as_", "beside", "rounding", "digits"])

    def offered_apps(self) -> Sequence[tuple[str, str]]:
        """Return the systems that grades go to."""
        return self.choices.targets

    @classmethod
    def filled(cls, row: Conversion, choices: Choices) -> dict[str, Any]:
        """Return what the form shows in which a conversion is changed."""
        return {**super().filled(row, choices), "as_": row.level}

    def made(self, given: dict[str, Any]) -> Conversion:
        """Return the rule."""
        said: dict[str, Any] = {
            one.field: one.kind(given[name]) for name, one in DECISIONS.items() if given[name]
        }
        said |= {name: given[name] for name in ("table", "digits") if given[name] not in ("", None)}
        if not said:
            raise ValueError(now_("say at least one thing that holds there"))
        return Conversion(place=given["place"], app=given["app"], **said)


def _letters(one: LetterTable, said: Said) -> Sequence[Any]:
    return one.name, "; ".join(_letter(each) for each in one.letters)


def _letter(one: Letter) -> str:
    words = [
        f"{label}: {score_text(value)}"
        for name, label in NUMBERS.items()
        if (value := getattr(one, name)) is not None
    ]
    words += [f"{GOES_OUT}: {one.to}"] if one.to else []
    return f"{one.letter} ({', '.join(words)})" if words else one.letter


def _held(one: Conversion, said: Said) -> Sequence[Any]:
    words = [f"{TABLE}: {one.table}"] if one.table is not None else []
    words += [f"{DIGITS}: {one.digits}"] if one.digits is not None else []
    words += [
        f"{each.label}: {each.words[value]}"
        for each in DECISIONS.values()
        if (value := getattr(one, each.field)) is not None
    ]
    return at_place(one, said), of_app(one, said), "; ".join(words)


LISTS = (
    RuleList(
        path="scales.conversions",
        title=_("What becomes of scores"),
        says=_(
            "Without a row, points go out as they came, and percents and letters by the write rules"
            " of the SIS. The narrowest place decides, one thing at a time."
        ),
        form=ConversionForm,
        columns=(WHERE, _("On the way to"), _("What holds there")),
        cells=_held,
    ),
    RuleList(
        path="scales.tables",
        title=_("Tables of letters"),
        says=_("A table counts where a row above, or a term grade, names it."),
        form=TableForm,
        columns=(_("Table"), _("Letters")),
        cells=_letters,
    ),
)
