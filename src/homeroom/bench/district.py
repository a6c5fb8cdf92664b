"""A plain district of any size, as JSON rows: the same for the same size, in the order of ids."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

STUDENTS, ITEMS = 25, 50  # of a class; every student has a result for every item
A_CLASS = STUDENTS * ITEMS
MORE = 40  # further students of the first class, whose grades are added one by one
STAMP = "2026-10-01T12:00:00.000Z"
RESULTS = "results"


class Size(Struct, frozen=True):
    """How large a district is: the results decide, everything else follows."""

    results: int

    @property
    def classes(self) -> int:
        """Return how many classes there are; the last one may have fewer results."""
        return -(-self.results // A_CLASS)


def tables(size: Size) -> dict[str, list[bytes]]:
    """Return the rows of every collection, parents first."""
    classes = range(size.classes)
    people = [(at, seat) for at in classes for seat in range(_seats(at))]
    return {
        "orgs": [_row(sourcedId="school", name="Bench School", type="school", identifier="1")],
        "academicSessions": [
            _row(
                sourcedId="term",
                title="Fall",
                type="semester",
                startDate="2026-08-17",
                endDate="2026-12-18",
                schoolYear="2027",
            )
        ],
        "courses": [_row(sourcedId="course", title="Measuring", courseCode="M1", org="school")],
        "classes": [_class(at) for at in classes],
        "users": [_user(at, seat) for at, seat in people],
        "enrollments": [_enrollment(at, seat) for at, seat in people],
        "categories": [_row(sourcedId="category", title="Homework")],
        "lineItems": [_line_item(at, item) for at in classes for item in range(ITEMS)],
        RESULTS: [result(cell) for cell in cells(size)],
    }


def cells(size: Size) -> Iterator[tuple[int, int, int]]:
    """Yield (class, item, seat) of every result, in the order of the results' ids."""
    return map(cell, range(size.results))


def cell(number: int) -> tuple[int, int, int]:
    """Return (class, item, seat) of a result by its place among all of them."""
    at, rest = divmod(number, A_CLASS)
    return at, *divmod(rest, STUDENTS)


def result(
    cell: tuple[int, int, int], *, score: str = "8.5", stamp: str = STAMP, id_: str = ""
) -> bytes:
    """Return one result as OneRoster 1.2 prints it."""
    at, item, seat = cell
    name = id_ or f"r{at:05}-{item:02}-{seat:02}"
    return (
        f'{{"sourcedId":"{name}","status":"active","dateLastModified":"{stamp}",'
        f'"lineItem":{{"href":"{_href("lineItems", _item(at, item))}",'
        f'"sourcedId":"{_item(at, item)}","type":"lineItem"}},'
        f'"student":{{"href":"{_href("users", _person(at, seat))}",'
        f'"sourcedId":"{_person(at, seat)}","type":"user"}},'
        f'"class":{{"href":"{_href("classes", f"c{at:05}")}","sourcedId":"c{at:05}",'
        f'"type":"class"}},"scoreStatus":"fully graded","score":{score},'
        f'"scoreDate":"2026-09-30","late":"false","missing":"false","incomplete":"false"}}'
    ).encode()


def reordered(row: bytes, stamp: str) -> bytes:
    """Return a row with the same values in other bytes: its last member first, a new stamp."""
    head, _, last = row[1:-1].rpartition(b",")
    return b"{" + last + b"," + head.replace(STAMP.encode(), stamp.encode()) + b"}"


def _seats(at: int) -> int:
    return STUDENTS + MORE if at == 0 else STUDENTS


def _item(at: int, item: int) -> str:
    return f"i{at:05}-{item:02}"


def _person(at: int, seat: int) -> str:
    return f"s{at:05}-{seat:02}"


def _class(at: int) -> bytes:
    return _row(
        sourcedId=f"c{at:05}",
        title=f"Measuring {at}",
        classType="scheduled",
        course="course",
        school="school",
        terms=["term"],
    )


def _user(at: int, seat: int) -> bytes:
    name = _person(at, seat)
    roles = '[{"roleType":"primary","role":"student","org":{"sourcedId":"school","type":"org"}}]'
    return _row(
        sourcedId=name,
        enabledUser="true",
        username=name,
        givenName="Sam",
        familyName=f"Sample {name}",
        identifier=name,
        raw={"roles": roles},
    )


def _enrollment(at: int, seat: int) -> bytes:
    return _row(
        sourcedId=f"e{at:05}-{seat:02}",
        role="student",
        user=_person(at, seat),
        class_=f"c{at:05}",
        school="school",
        beginDate="2026-08-17",
        endDate="2026-12-18",
    )


def _line_item(at: int, item: int) -> bytes:
    return _row(
        sourcedId=_item(at, item),
        title=f"Homework {item}",
        assignDate="2026-09-01T12:00:00Z",
        dueDate="2026-09-15T12:00:00Z",
        class_=f"c{at:05}",
        school="school",
        category="category",
        resultValueMin=0,
        resultValueMax=10,
    )


_REFERENCES = {
    "org": "org",
    "course": "course",
    "school": "org",
    "user": "user",
    "class": "class",
    "category": "category",
    "terms": "academicSession",
}


def _row(raw: Mapping[str, str] | None = None, **members: str | int | Sequence[str]) -> bytes:
    """Return a row; members that name other records become references.

    A trailing underscore keeps a name apart from Python's; `raw` goes in as it is."""
    said = {"status": '"active"', "dateLastModified": f'"{STAMP}"'}
    for key, value in members.items():
        name = key.rstrip("_")
        said[name] = _json(value, _REFERENCES.get(name, ""))
    said |= raw or {}
    return ("{" + ",".join(f'"{name}":{value}' for name, value in said.items()) + "}").encode()


def _json(value: str | int | Sequence[str], kind: str) -> str:
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        return "[" + ",".join(_json(one, kind) for one in value) + "]"
    if kind:
        return f'{{"href":"{_href(kind, value)}","sourcedId":"{value}","type":"{kind}"}}'
    return f'"{value}"'


def _href(kind: str, id_: str) -> str:
    return f"https://bench.example/ims/oneroster/v1p2/{kind}/{id_}"
