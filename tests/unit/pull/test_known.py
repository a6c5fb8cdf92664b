"""Pages of the last complete reading are recognised by their bytes, and by nothing else."""

from homeroom.connectors.pages import KnownPage
from homeroom.pull.known import Known
from homeroom.stage.spool import digest_of
from homeroom.store.earlier import KeptPage

BODIES = [b'{"users":[1,2]}', b'{"users":[3,4]}', b'{"users":[5]}']


def kept(number: int, records: int = 2, last: str = "z") -> KeptPage:
    nameless = [1] if number else []
    return KeptPage(number, 10 + number, digest_of(BODIES[number]), records, nameless, last)


def test_a_page_is_recognised_with_its_count_its_last_name_and_the_page_before_it() -> None:
    known = Known([kept(0, last="b"), kept(1, records=7, last="d")])
    assert known.recognise(BODIES[0]) == KnownPage(id=10, records=2, last="b", after=None)
    assert known.recognise(BODIES[1]) == KnownPage(id=11, records=7, last="d", after=10)


def test_other_bytes_are_another_page() -> None:
    known = Known([kept(0)])
    assert known.recognise(BODIES[0] + b" ") is None
    assert known.recognise(BODIES[2]) is None
    assert Known([]).recognise(BODIES[0]) is None


def test_a_page_whose_end_has_no_name_is_read_as_if_it_were_new() -> None:
    known = Known([kept(0, last=""), kept(1), kept(2, records=0)])
    found = [known.recognise(body) for body in BODIES]
    assert found == [None, KnownPage(id=11, records=2, last="z", after=10), None]


def test_a_recognised_page_is_kept_at_its_new_place_with_its_nameless_records() -> None:
    known = Known([kept(0), kept(1)])
    page = known.recognise(BODIES[1])
    assert page is not None
    again = known.kept(page, 5)
    assert (again.number, again.page_id, again.records, again.nameless) == (5, 11, 2, [1])
