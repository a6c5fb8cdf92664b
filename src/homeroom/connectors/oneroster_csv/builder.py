"""A row becomes a record as OneRoster 1.2 writes it in JSON, or faults that say why not."""

from collections.abc import Mapping, Sequence

from homeroom.connectors.oneroster_csv.columns import SOURCED_ID, STATUS
from homeroom.connectors.oneroster_csv.judge import Judge
from homeroom.connectors.oneroster_csv.plan import Plan, is_deleted, is_status
from homeroom.connectors.oneroster_csv.rows import Row
from homeroom.connectors.oneroster_csv.scan import Repeats
from homeroom.connectors.oneroster_csv.tables import Tables
from homeroom.connectors.pages import JSON, Fault
from homeroom.model.kinds import GRADEBOOK, Kind, Version
from homeroom.model.records import UNSAID
from homeroom.model.v1p1 import to_1_2


class Builder:
    """Builds the records of one file; it must see every row of it, in order."""

    def __init__(
        self,
        kind: Kind,
        version: Version,
        tables: Tables,
        doubtful: frozenset[int],
        required: Mapping[str, str],
        silent: Sequence[str],
    ) -> None:
        self._plan = Plan(kind, version, tables.main)
        self._kind = kind
        self._version = version
        self._table = tables.main
        self._joined = tables.joined
        self._judge = Judge(kind)
        self._is_grade = kind in GRADEBOOK
        self._repeats = Repeats(doubtful)
        self._required = required
        self._silent = silent
        self._id_at = tables.main.at(SOURCED_ID) or 0

    def skip(self, row: Row) -> None:
        """Pass a row that an earlier page held."""
        id_ = row.cells[self._id_at].strip()
        self._repeats.earlier(id_, row.line)
        for joined in self._joined:
            joined.meet(id_)

    def build(self, row: Row) -> JSON | list[Fault]:
        """Return the record of a row, or why there is none."""
        record = self._plan.record(row.cells)
        id_ = record.get(SOURCED_ID, "")
        faults = self._faults_of_cells(row, id_, record.get(STATUS, ""))
        for joined in self._joined:
            line = joined.attach(record, id_)
            if line is not None and self._is_grade:
                # A grade without one of its parts would look like a grade that was cleared.
                words = f"has a row for this record in line {line} that cannot be used"
                faults.append(self._table.fault(row.line, joined.table.file.name, words, id_))
        if self._version is Version.V1P1:
            record = self._from_1_1(record)
        unsaid = [member for member in self._silent if member not in record]
        if unsaid:
            record[UNSAID] = unsaid
        faults += self._faults_of_record(row, id_, record)
        return faults or record

    def _from_1_1(self, record: JSON) -> JSON:
        if self._kind is Kind.USER and "role" in record and not record.get("orgs"):
            # A role of 1.2 is a role in an org; without one the word is kept, but is no role.
            record["metadata"] = {**record.get("metadata", {}), "role": record["role"]}
        return to_1_2(self._kind, record)

    def _faults_of_cells(self, row: Row, id_: str, status: str) -> list[Fault]:
        faults = []
        if "\0" in "".join(row.cells):
            column = self._nul_column(row)
            faults.append(self._table.fault(row.line, column, "holds a NUL character", id_))
        earlier = self._repeats.earlier(id_, row.line)
        if earlier is not None:
            words = f"stands in line {earlier} already"
            faults.append(self._table.fault(row.line, SOURCED_ID, words, id_))
        if status and not is_status(status):
            words = f"is neither active nor tobedeleted: {status[:40]!r}"
            faults.append(self._table.fault(row.line, STATUS, words, id_))
        return faults

    def _faults_of_record(self, row: Row, id_: str, record: JSON) -> list[Fault]:
        if id_ and is_deleted(record.get(STATUS, "")):
            return []  # an id is all that a deletion needs
        faults = [
            self._table.fault(row.line, self._plan.column(one.field), one.words, id_)
            for one in self._judge.fatal(record)
        ]
        for member, file in self._required.items():
            if not record.get(member):
                words = "lists nothing for this record, which would lose what it has"
                faults.append(self._table.fault(row.line, file, words, id_))
        return faults

    def _nul_column(self, row: Row) -> str:
        return next(cell.name for cell in self._table.header if "\0" in row.cells[cell.at])
