"""What a comparison finds has words on its page."""

from homeroom.console.words import COMPARED
from homeroom.issues.reconcile import RECONCILE_ENTRIES


def test_every_finding_of_a_comparison_has_words_of_its_own() -> None:
    assert set(COMPARED) == {one.code for one in RECONCILE_ENTRIES}
    assert len({str(words) for words in COMPARED.values()}) == len(COMPARED)
