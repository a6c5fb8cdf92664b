"""Addresses: what a Service URL says, what follows from it, and how ids travel in a path."""

from urllib.parse import unquote

import pytest

from homeroom.connectors.oneroster.addresses import (
    beside,
    gradebook_bases,
    other_forms,
    read_address,
    read_base,
    record_path,
    version_of,
)
from homeroom.connectors.oneroster.bases import chosen_version
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind, Version

CAMPUS = "https://d.example.org/campus"
API = f"{CAMPUS}/api/ims/oneroster"
APP_1P1 = f"{CAMPUS}/oneroster/hub/ims/oneroster/v1p1"
APP_1P2 = f"{CAMPUS}/api/oneroster/v1p2/hub/ims/oneroster"
# An application may have the name of a service.
TRICKY = f"{CAMPUS}/oneroster/rostering/ims/oneroster/v1p1"
AERIES = "https://d.example.org/aeries/ims/oneroster/v1p1"

FORMS = [
    (f"{API}/v1p1", "1.1", (f"{API}/v1p1", f"{API}/gradebook/v1p1")),
    (
        f"{API}/rostering/v1p1",
        "1.1",
        (f"{API}/rostering/v1p1", f"{API}/v1p1", f"{API}/gradebook/v1p1"),
    ),
    (f"{API}/rostering/v1p2", "1.2", (f"{API}/gradebook/v1p2",)),
    (APP_1P1, "1.1", (APP_1P1, APP_1P1.replace("/v1p1", "/gradebook/v1p1"))),
    (f"{APP_1P2}/rostering/v1p2", "1.2", (f"{APP_1P2}/gradebook/v1p2",)),
    (TRICKY, "1.1", (TRICKY, TRICKY.replace("/v1p1", "/gradebook/v1p1"))),
    (AERIES, "1.1", (AERIES, AERIES.replace("/v1p1", "/gradebook/v1p1"))),
    (f"{API}/v1p2", "1.2", (f"{API}/v1p2", f"{API}/gradebook/v1p2")),
    (CAMPUS, None, (CAMPUS,)),
]


@pytest.mark.parametrize(("url", "version", "bases"), FORMS, ids=[one[0][26:] for one in FORMS])
def test_the_end_of_a_service_url_tells_the_version_and_where_the_gradebook_may_be(
    url: str, version: str | None, bases: tuple[str, ...]
) -> None:
    assert version_of(url) == version
    assert version_of(f" {url}/ ") == version
    assert gradebook_bases(url, Version(version or "1.1")) == bases


def test_other_services_stand_beside_rostering_or_in_the_one_base() -> None:
    assert beside(f"{API}/rostering/v1p2", "resources") == f"{API}/resources/v1p2"
    assert beside(f"{API}/v1p2", "resources") == f"{API}/v1p2"
    assert beside(TRICKY, "resources") == TRICKY


@pytest.mark.parametrize(
    ("url", "form"),
    [
        (f"{API}/rostering/v1p2", f"{API}/v1p1"),
        (f"{API}/v1p1", f"{API}/rostering/v1p2"),
        (f"{API}/gradebook/v1p2", f"{API}/rostering/v1p2"),
        (f"{API}/v1p2", f"{API}/rostering/v1p2"),
        (API, f"{API}/v1p1"),
        (CAMPUS, f"{API}/rostering/v1p2"),
        ("https://d.example.org", "https://d.example.org/ims/oneroster/v1p1"),
    ],
)
def test_a_wrong_service_url_has_others_that_may_be_meant(url: str, form: str) -> None:
    assert form in other_forms(url)
    assert url not in other_forms(url)
    assert len(other_forms(url)) <= 12


@pytest.mark.parametrize(
    ("chosen", "url", "version"),
    [
        ("", f"{API}/v1p1", "1.1"),
        ("", f"{API}/rostering/v1p2", "1.2"),
        ("1.1", f"{API}/rostering/v1p2", "1.1"),
        ("1.2", f"{API}/v1p1", "1.2"),
        ("1.1", CAMPUS, "1.1"),
        (" 1.2 ", CAMPUS, "1.2"),
    ],
)
def test_the_version_that_was_chosen_counts_and_else_the_end_of_the_url(
    chosen: str, url: str, version: str
) -> None:
    assert chosen_version({"api_version": chosen, "service_url": url}) == version


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"service_url": CAMPUS}, "The API version is not known."),
        ({}, "The API version is not known."),
        ({"api_version": "1.0", "service_url": f"{API}/v1p1"}, "There is no API version 1.0."),
    ],
)
def test_a_version_that_nothing_tells_is_asked_for(given: dict[str, str], words: str) -> None:
    with pytest.raises(NeedsDistrict) as raised:
        chosen_version(given)
    assert raised.value.message == words
    assert "1.1 or 1.2" in raised.value.fix


@pytest.mark.parametrize(
    "url",
    ["", "sis.example.org/v1p1", "ftp://sis.example.org/v1p1", "https://", "https:///v1p1",
     "https://[::1/v1p1", "https://[1::g]/v1p1", "https://sis.example.org:port/v1p1", "https://sis.example.org:0/v1p1",
     "file:///etc/passwd", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(NeedsDistrict, match="The Service URL is not an address") as raised:
        read_address(url, "The Service URL")
    assert "https://" in raised.value.fix


@pytest.mark.parametrize("url", ["https://me:hush@sis.example.org/v1p1", "ftp://me:hush@host/x"])
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(NeedsDistrict) as raised:
        read_address(url, "The Service URL")
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize("end", ["?appName=hub", "#top"])
def test_a_base_ends_with_its_path_but_a_token_url_may_go_on(end: str) -> None:
    with pytest.raises(NeedsDistrict, match="goes on behind its path"):
        read_base(f"{API}/v1p1{end}", "The Service URL")
    assert read_address(f"{API}/v1p1{end}", "The Authentication URL") == f"{API}/v1p1{end}"


def test_a_base_is_kept_as_given_but_for_blanks_and_its_last_slash() -> None:
    assert read_base(f" {API}/v1p1// ", "The Service URL") == f"{API}/v1p1"
    assert (
        read_base("HTTPS://D.example.org/Campus/v1p1", "x") == "HTTPS://D.example.org/Campus/v1p1"
    )


IDS = [
    ("plain-1.2_3", "plain-1.2_3"),
    ("s+123456", "s%2B123456"),
    ("a/b", "a%2Fb"),
    ("50%", "50%25"),
    ("%2F", "%252F"),
    ("two words", "two%20words"),
    ("a?b#c&d=e;f", "a%3Fb%23c%26d%3De%3Bf"),
    ("{guid}:1@x", "%7Bguid%7D%3A1%40x"),
    ("ümlaut-日", "%C3%BCmlaut-%E6%97%A5"),
]


@pytest.mark.parametrize(("sourced_id", "encoded"), IDS, ids=[one[1] for one in IDS])
def test_an_id_is_encoded_whole_and_can_be_decoded_again(sourced_id: str, encoded: str) -> None:
    assert record_path(Kind.USER, sourced_id) == f"/users/{encoded}"
    assert unquote(encoded) == sourced_id
