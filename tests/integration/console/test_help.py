"""Help says what the console says elsewhere: the same states, the same messages, real guides."""

from homeroom.console.words import DELIVERIES, RUNS
from homeroom.issues.catalogue import ENTRIES
from tests.people import Town


def test_every_message_is_there_and_a_search_finds_those_with_its_words(town: Town) -> None:
    client = town.browser("district-admin")
    every = client.get("/d/riverbend/help/messages/")
    assert all(f"<td>{code}</td>" in every.content.decode() for code in ENTRIES)
    assert not [row for row in every.context["rows"] if "{" in "".join(row)]
    found = client.get("/d/riverbend/help/messages/", {"q": "DUPLICATE"}).context["rows"]
    assert 0 < len(found) < len(ENTRIES)
    assert all("duplicate" in " ".join(row).casefold() for row in found)


def test_a_search_that_finds_nothing_says_so(town: Town) -> None:
    shown = town.browser("district-admin").get("/d/riverbend/help/messages/", {"q": "zzz<b>"})
    assert "No message has this in it." in shown.content.decode()
    assert "zzz<b>" not in shown.content.decode()


def test_every_state_stands_with_its_word_and_its_meaning(town: Town) -> None:
    shown = town.browser("teacher").get("/d/riverbend/help/states/").content.decode()
    for word in (*RUNS.values(), *DELIVERIES.values()):
        assert str(word.word) in shown
        assert str(word.means) in shown


def test_guides_are_linked_for_those_who_may_open_them(town: Town) -> None:
    link = "/d/riverbend/gallery/infinite_campus/"
    assert link in town.browser("district-admin").get("/d/riverbend/help/").content.decode()
    assert link not in town.browser("teacher").get("/d/riverbend/help/").content.decode()


def test_no_word_of_the_glossary_stands_twice(town: Town) -> None:
    glossary = town.browser("help-desk").get("/d/riverbend/help/words/").context["glossary"]
    terms = [str(term).casefold() for term, _ in glossary]
    assert terms == sorted(set(terms))
