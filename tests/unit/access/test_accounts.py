"""How an account stands, in one word."""

import pytest

from homeroom.access.accounts import Account
from homeroom.console.words import ACCOUNTS


@pytest.mark.parametrize(
    ("active", "waits", "word"),
    [(True, False, "active"), (True, True, "tried"), (False, False, "locked"),
     (False, True, "locked")],
)  # fmt: skip
def test_a_lock_goes_before_what_wrong_passwords_did(active: bool, waits: bool, word: str) -> None:
    assert Account(active=active, waits=waits, steps=()).state == word


def test_every_word_of_an_account_is_explained() -> None:
    assert set(ACCOUNTS) == {"active", "tried", "locked"}
    assert all(str(one.means) for one in ACCOUNTS.values())
