"""How patient a connection is, as its settings say."""

import pytest

from homeroom.connectors.oneroster.connector import OneRoster
from homeroom.connectors.oneroster.patience import Patience, patience_of
from homeroom.connectors.oneroster.tests.settings import SECRET
from homeroom.errors import NeedsDistrict

USUAL = Patience()


def test_without_a_word_patience_is_as_usual() -> None:
    assert patience_of(USUAL, {}) == USUAL
    assert patience_of(USUAL, {"answer_seconds": "", "retry_seconds": ""}) == USUAL


def test_settings_change_how_long_one_waits() -> None:
    patience = patience_of(USUAL, {"answer_seconds": "0.5", "retry_seconds": "0"})
    assert (patience.answer, patience.connect) == (0.5, 0.5)
    assert patience.wait(4, None) == 0
    assert patience.wait(4, 7.0) == 7.0


def test_a_slow_server_is_given_more_time_to_answer_but_not_to_connect() -> None:
    patience = patience_of(USUAL, {"answer_seconds": "300"})
    assert (patience.answer, patience.connect) == (300, USUAL.connect)


@pytest.mark.parametrize("name", ["answer_seconds", "retry_seconds"])
@pytest.mark.parametrize("word", ["soon", "-1", "601", "nan", "inf"])
def test_a_wait_that_cannot_be_meant_is_refused_when_connecting(name: str, word: str) -> None:
    given = {
        "service_url": "http://localhost/ims/oneroster/v1p1",
        "client_id": "hub",
        "client_secret": SECRET,
        "token_url": "http://localhost/token",
        name: word,
    }
    with pytest.raises(NeedsDistrict, match="Seconds") as told:
        OneRoster().connect(given)
    assert "600" in told.value.fix


def test_nobody_waits_for_an_answer_without_any_time() -> None:
    with pytest.raises(NeedsDistrict):
        patience_of(USUAL, {"answer_seconds": "0"})
