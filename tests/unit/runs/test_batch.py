"""What a chunk counts, and what it writes when one record is decided on twice."""

from msgspec import structs

from homeroom.merge.decide import Change, Merged
from homeroom.model.kinds import Kind
from homeroom.model.roster import Org
from homeroom.runs.ingest.batch import Batch, Tally
from homeroom.store.sources import Row

OAK = Org(sourced_id="o", name="Oak", type="school")
ELM = structs.replace(OAK, name="Elm")
RENAMED = Merged(ELM, (Change("name", "Oak", "Elm", "the source says so"),))


def row(id_: str) -> Row:
    return Row(id_, 1, 1, 1)


def test_a_record_that_was_not_stored_is_new() -> None:
    batch = Batch(Kind.ORG)
    batch.put("h", None, Merged(OAK, ()))
    assert (batch.tally().new, batch.tally().changed, batch.create) == (1, 0, {"h": OAK})
    assert batch.changes == {}


def test_a_stored_record_that_differs_is_replaced_with_its_changes() -> None:
    batch = Batch(Kind.ORG)
    batch.put("h", OAK, RENAMED)
    assert (batch.tally().changed, batch.replace) == (1, {"h": ELM})
    assert [change.field for change in batch.changes["h"]] == ["name"]


def test_a_stored_record_that_is_equal_is_not_written() -> None:
    batch = Batch(Kind.ORG)
    batch.put("h", OAK, Merged(OAK, ()))
    assert (batch.tally().unchanged, batch.replace) == (1, {})


def test_a_new_record_that_is_decided_on_twice_is_made_once_as_it_came_last() -> None:
    batch = Batch(Kind.ORG)
    batch.put("h", None, Merged(OAK, ()))
    batch.put("h", None, RENAMED)
    assert (batch.tally().new, batch.create, batch.changes) == (1, {"h": ELM}, {})


def test_a_deleted_row_waits_for_the_end_where_its_record_is_known() -> None:
    batch = Batch(Kind.ORG)
    batch.delete(row("a"), known=True)
    batch.delete(row("b"), known=False)
    assert batch.deleted == ["a"]
    assert {id_: said.state for id_, said in batch.said.items()} == {"a": "applied", "b": "gone"}


def test_of_a_row_that_is_spoken_of_twice_the_last_word_counts() -> None:
    batch = Batch(Kind.ORG)
    batch.say(row("a"), "waiting", ((Kind.ORG, "p"),))
    batch.say(row("a"), "refused")
    tally = batch.tally()
    assert (tally.waiting, tally.refused) == (0, 1)


def test_batches_share_nothing() -> None:
    Batch(Kind.ORG).say(row("a"), "applied")
    assert Batch(Kind.ORG).said == {}


def test_tallies_add_up_member_by_member() -> None:
    total = Tally(new=1, waiting=2)
    total.add(Tally(new=10, changed=20, issues=3))
    assert total == Tally(new=11, changed=20, waiting=2, issues=3)
