"""A filter as SQL with parameters: what can be asked of each member, by its kind of value.

Text is compared without regard to case, except for ids, which an index finds as they are. Lists are
compared as a whole: `=` wants all of the values that a comma separates, `~` wants any of them.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import Kind, Version
from homeroom.model.own import OWN
from homeroom.model.readers import Unusable, exact
from homeroom.model.records import NOT_SAID
from homeroom.model.times import NoDate, read_stamp
from homeroom.model.v1p1 import MEMBERS_ONLY_1_2
from homeroom.store.columns import TABLES, Column
from homeroom.store.serving.bag import Bag
from homeroom.store.serving.people import ORG_ID, held, role_of_1_1
from homeroom.store.serving.shared import Shared
from homeroom.store.serving.stand_ins import points_to_nobodys, value_of
from homeroom.store.serving.wanted import Predicate, Sign, UnknownName, UnusableValue

# Members whose comparison shows records that were deleted, too.
SHOWS_DELETED = frozenset({"status", "dateLastModified"})
_NOBODYS = f"'{NOT_SAID}'::text COLLATE \"C\""
_BARE: dict[Sign, str] = {Sign.IS: "=", Sign.IS_NOT: "IS DISTINCT FROM"}


class Words:
    """Writes the comparisons of one kind in one version."""

    def __init__(self, kind: Kind, version: Version, shared: Shared, bag: Bag) -> None:
        self.kind = kind
        self.version = version
        self.shared = shared
        self.bag = bag
        self._fields = _fields(kind, version, shared.sharing.left_out(kind))

    def of(self, one: Predicate) -> str:
        """Return what has to hold of the record `t`."""
        head, _, rest = one.path.partition(".")
        if made := _BASE.get(one.path):
            return made(self, one)
        if head == "metadata" and rest and head not in self.shared.sharing.left_out(self.kind):
            return self._metadata(rest.split("."), one)
        found = self._fields.get(head)
        if self.kind is Kind.USER and self.version is Version.V1P1 and "roles" in self._fields:
            if one.path == "role":
                return self._role_1_1(one)
            if one.path in ("orgs", "orgs.sourcedId"):
                return self._role("org.sourcedId", one)
            # 1.1 knows no list of roles; those of a resource are its own.
            found = None if head == "roles" else found
        if found is None:
            raise UnknownName(one.path)
        return self._member(*found, rest, one)

    def _member(self, field: Field, column: Column, rest: str, one: Predicate) -> str:
        name = value_of(self.kind, field.wire, column.name, self.shared)
        if field.shape is Shape.REFERENCE:
            return self._reference(field, name, rest, one)
        if field.shape is Shape.REFERENCES:
            return self._references(field, name, rest, one)
        if field.shape is Shape.ROLES and self.kind is Kind.USER:
            return self._role(rest, one)
        if field.shape is Shape.STRUCTURE:
            return self._structure(field, name, rest, one)
        if rest:
            raise UnknownName(one.path)
        if field.wire == "email" and one.sign is Sign.IS:
            return f't.email_folded = lower({self.bag.hold(one.value)} COLLATE "C")'
        if self.kind is Kind.ENROLLMENT and field.wire == "role" and self.version is Version.V1P1:
            name = f"regexp_replace({name}, '^ext:', '')"
        return _SCALARS[field.shape](self, name, one)

    def _reference(self, field: Field, name: str, rest: str, one: Predicate) -> str:
        """Compare by the sourcedId of what is referred to; what is not shared is no such record."""
        if rest not in ("", "sourcedId"):
            raise UnknownName(one.path)
        assert field.to is not None
        table, seen = TABLES[field.to].name, self.shared.also(field.to, "n")
        within = f"SELECT n.id FROM {table} n WHERE n.district_id = %(district)s{seen}"
        nobodys = points_to_nobodys(self.kind, field.wire)
        if one.sign in _BARE:
            if nobodys and one.value == NOT_SAID:
                return f"{name} IS {'NOT ' if one.sign is Sign.IS_NOT else ''}NULL"
            meant = f"({within} AND n.sourced_id = {self.bag.hold(one.value)})"
            # What names nothing, or nothing that there is, is not the record that was asked for.
            same = f"{name} = {meant}"
            return same if one.sign is Sign.IS else f"NOT coalesce({same}, false)"
        found = f"EXISTS ({within} AND n.id = {name} AND {_text(self, 'n.sourced_id', one)})"
        if nobodys:
            return f"({found} OR ({name} IS NULL AND {_text(self, _NOBODYS, one)}))"
        return found

    def _references(self, field: Field, name: str, rest: str, one: Predicate) -> str:
        if rest not in ("", "sourcedId"):
            raise UnknownName(one.path)
        assert field.to is not None
        held_ = (
            f"ARRAY(SELECT n.sourced_id FROM {TABLES[field.to].name} n"
            f" WHERE n.district_id = %(district)s AND n.id = ANY({name})"
            f"{self.shared.also(field.to, 'n')})"
        )
        if points_to_nobodys(self.kind, field.wire):
            held_ = f"coalesce(nullif({held_}, '{{}}'), ARRAY[{_NOBODYS}])"
        return self.listed(held_, one, folded=False)

    def _role(self, rest: str, one: Predicate) -> str:
        joins, roles = held(self.shared)
        each = f"jsonb_array_elements({roles}) r"
        if rest in ("org", "org.sourcedId"):
            values = (
                f"SELECT {ORG_ID} FROM {each} LEFT JOIN orgs o ON o.district_id = %(district)s"
                " AND o.id = (r->>'org')::uuid"
            )
        elif rest in ("role", "roleType", "userProfile", "beginDate", "endDate"):
            values = f"SELECT lower(r->>'{rest}') FROM {each}"
        else:
            raise UnknownName(one.path)
        if joins:
            # The roles that are shared are made by a join of their own, beside the record.
            source = f"(SELECT t.id, t.roles, t.metadata) t{joins[0]}"
            values = f"SELECT w.* FROM {source} CROSS JOIN LATERAL ({values}) w"
        return self.listed(f"ARRAY({values})", one, folded="org" not in rest)

    def _role_1_1(self, one: Predicate) -> str:
        joins, roles = held(self.shared)
        role = role_of_1_1("r->>'role'")
        main = (
            f"(SELECT {role} FROM jsonb_array_elements({roles})"
            " WITH ORDINALITY e (r, at)"
            " ORDER BY r->>'roleType' IS DISTINCT FROM 'primary', at LIMIT 1)"
        )
        if joins:
            main = f"(SELECT {main} FROM (SELECT t.id, t.roles, t.metadata) t{joins[0]})"
        return _text(self, main, one)

    def _structure(self, field: Field, name: str, rest: str, one: Predicate) -> str:
        assert field.holds is not None
        if rest not in field.holds.__struct_encode_fields__:
            raise UnknownName(one.path)
        value = f"lower(r->>'{rest}')"
        if rest == "source":
            # A catalogue goes by the name that was said, and by the one that is sent.
            value = f"unnest(ARRAY[{value}, catalogue(r->>'source')])"
        values = f"ARRAY(SELECT {value} FROM jsonb_array_elements({name}) r)"
        return self.listed(values, one)

    def _metadata(self, path: list[str], one: Predicate) -> str:
        if path[0] in OWN or ".".join(path) in OWN:
            raise UnknownName(one.path)
        whole, parts = self.bag.hold(".".join(path)), self.bag.hold(path, "text[]")
        return _text(self, f"coalesce(t.metadata->>{whole}, t.metadata #>> {parts})", one)

    def listed(self, values: str, one: Predicate, *, folded: bool = True) -> str:
        """Compare a list: all of the values that are given, or any of them."""
        if one.sign not in (Sign.IS, Sign.IS_NOT, Sign.HAS):
            raise UnusableValue(f"{one.path} is a list, which is compared by =, != or ~ alone.")
        wanted = [part.strip() for part in one.value.split(",")]
        given = self.bag.hold([part.lower() for part in wanted] if folded else wanted, "text[]")
        if one.sign is Sign.HAS:
            return f"{values} && {given}"
        return f"{'NOT ' if one.sign is Sign.IS_NOT else ''}({values} @> {given})"


def _fields(
    kind: Kind, version: Version, left_out: frozenset[str]
) -> dict[str, tuple[Field, Column]]:
    hidden = left_out | set(MEMBERS_ONLY_1_2.get(kind, ()) if version is Version.V1P1 else ())
    return {
        field.wire: (field, column)
        for field, column in zip(ENTITIES[kind].fields, TABLES[kind].columns, strict=True)
        if field.wire not in hidden and not (kind is Kind.DEMOGRAPHICS and field.name == "user")
    }


def _text(words: Words, column: str, one: Predicate) -> str:
    value = words.bag.hold(one.value.lower())
    if one.sign is Sign.HAS:
        return f"position({value} IN lower({column})) > 0"
    if one.sign in _BARE:
        return f"lower({column}) {_BARE[one.sign]} {value}"
    return f'lower({column}) COLLATE "C" {one.sign.value} {value}'


def _plain(words: Words, column: str, one: Predicate, value: object, type_: str) -> str:
    if one.sign is Sign.HAS:
        raise UnusableValue(f"{one.path} holds no text: ~ cannot be asked of it.")
    sign = _BARE.get(one.sign, one.sign.value)
    return f"{column} {sign} {words.bag.hold(value, type_)}"


def _flag(words: Words, column: str, one: Predicate) -> str:
    value = {"true": True, "false": False}.get(one.value.strip().casefold())
    if value is None or one.sign not in _BARE:
        raise UnusableValue(f"{one.path} is compared by = or != with true or false.")
    return f"{column} {_BARE[one.sign]} {words.bag.hold(value, 'boolean')}"


def _number(words: Words, column: str, one: Predicate) -> str:
    try:
        value: Decimal = exact(one.value)
    except Unusable as problem:
        raise UnusableValue(f"{one.path} is compared with a number; this {problem}.") from problem
    return _plain(words, column, one, str(value), "numeric")


def _instant(one: Predicate) -> str:
    try:
        return read_stamp(one.value).isoformat()
    except (NoDate, OverflowError) as problem:
        raise UnusableValue(
            f"{one.path} is compared with a date such as 2026-08-01 or 2026-08-01T00:00:00Z."
        ) from problem


def _moment(words: Words, column: str, one: Predicate) -> str:
    return _plain(words, column, one, _instant(one), "timestamptz")


def _day(words: Words, column: str, one: Predicate) -> str:
    moment = datetime.fromisoformat(_instant(one))
    if moment == moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC):
        return _plain(words, column, one, moment.date().isoformat(), "date")
    return _plain(
        words, f"({column}::timestamp AT TIME ZONE 'UTC')", one, moment.isoformat(), "timestamptz"
    )


def _texts(words: Words, column: str, one: Predicate) -> str:
    return words.listed(f"ARRAY(SELECT lower(x) FROM unnest({column}) x)", one)


def _status(words: Words, column: str, one: Predicate) -> str:
    del words, column
    value = one.value.strip().casefold()
    gone = value in ("tobedeleted", "inactive")
    if one.sign not in _BARE or not (gone or value == "active"):
        raise UnusableValue("status is compared by = or != with active or tobedeleted.")
    if one.sign is Sign.IS_NOT:
        gone = not gone
    return f"t.retired_at IS {'NOT ' if gone else ''}NULL"


def _sourced_id(words: Words, column: str, one: Predicate) -> str:
    if one.sign is Sign.HAS:
        return _text(words, column, one)
    return f"{column} {one.sign.value} {words.bag.hold(one.value)}"


_Made = Callable[[Words, str, Predicate], str]


def _on(column: str, made: _Made) -> Callable[[Words, Predicate], str]:
    return lambda words, one: made(words, column, one)


_BASE: dict[str, Callable[[Words, Predicate], str]] = {
    "sourcedId": _on("t.sourced_id", _sourced_id),
    "status": _on("t.retired_at", _status),
    "dateLastModified": _on("t.changed_at", _moment),
}
_SCALARS: dict[Shape, _Made] = {
    Shape.TEXT: _text,
    Shape.FLAG: _flag,
    Shape.NUMBER: _number,
    Shape.DAY: _day,
    Shape.MOMENT: _moment,
    Shape.TEXTS: _texts,
}
