"""The base of every part of a district's rules."""

from msgspec import Struct


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the rules: a misspelt name is an error, what is left at its default is not written.

    Records are named by the id that Homeroom shows for them, apps by their short names.
    """
