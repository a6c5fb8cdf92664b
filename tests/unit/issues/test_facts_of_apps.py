"""What the vendor of an app reads of a problem: what the app knows itself, and no more."""

import re

import pytest

from homeroom.issues.catalogue import ENTRIES, of_app, tell
from homeroom.issues.deliveries import DELIVERY_ENTRIES
from homeroom.issues.holds import HOLD_ENTRIES

PLACES = re.compile(r"\{(\w+)\}")
# Facts that the SIS, the roster or another person told us.
_OF_OTHERS = ("seen", "said", "id", "other", "left", "joined", "terms", "nature", "status", "open",
              "place", "why", "rule", "state")  # fmt: skip


@pytest.mark.parametrize("fact", _OF_OTHERS)
def test_what_others_told_us_is_left_open(fact: str) -> None:
    assert of_app({fact: "Nadia Ferro"}) == {}


@pytest.mark.parametrize(
    "entry", [*DELIVERY_ENTRIES, *HOLD_ENTRIES], ids=lambda entry: str(entry.code)
)
def test_every_reason_still_reads_as_a_sentence(entry: object) -> None:
    code = str(getattr(entry, "code", ""))
    names = PLACES.findall(ENTRIES[code].words + ENTRIES[code].fix)
    told = tell(code, of_app({name: f"<{name}>" for name in names}))
    assert told.words.strip()
    assert told.fix.strip()
    assert not any(f"<{name}>" in told.words + told.fix for name in _OF_OTHERS)


def test_what_the_app_wrote_stays() -> None:
    told = tell("result.over_maximum", of_app({"score": "105", "maximum": "100"}))
    assert told.words.startswith("The score 105 is above the maximum 100")
