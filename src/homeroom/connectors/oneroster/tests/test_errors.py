"""Error bodies: every envelope that servers send becomes one short text, and none is a crash."""

import json
from typing import Any

import pytest

from homeroom.connectors.oneroster.errors import LONGEST, LONGEST_CODE, Refusal, read_refusal

UNKNOWN = Refusal("unknownobject", "No such class.")


def of(value: Any) -> bytes:
    return json.dumps(value).encode()


def status(**members: Any) -> dict[str, Any]:
    """Return what both versions have in common."""
    return {"imsx_codeMajor": "failure", "imsx_severity": "error", **members}


def nested(value: Any) -> dict[str, Any]:
    return {"imsx_codeMinorField": value}


FIELD = {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": "unknownobject"}
WORDS = {"imsx_description": "No such class."}


@pytest.mark.parametrize(
    "body",
    [
        status(**WORDS, imsx_CodeMinor=nested([FIELD])),
        status(**WORDS, imsx_codeMinor=nested([FIELD])),
        status(**WORDS, imsx_CodeMinor=nested(FIELD)),
        status(**WORDS, imsx_CodeMinor="unknownobject"),
        status(**WORDS, imsx_codeMinor="unknownobject"),
        {"statusInfoSet": [status(**WORDS, imsx_codeMinor="unknownobject")]},
        {"statusInfoSet": status(**WORDS, imsx_codeMinor="unknownobject")},
        {"statusInfoSet": [status(**WORDS, imsx_CodeMinor=nested([FIELD]))]},
        [status(**WORDS, imsx_codeMinor="unknownobject")],
        {"statusInfoSet": [status(), status(**WORDS, imsx_codeMinor="unknownobject")]},
        {"users": [], "statusInfoSet": [status(**WORDS, imsx_codeMinor=" unknownobject ")]},
    ],
    ids=[
        "1.2",
        "1.2 with a small c",
        "1.2 with one field that is no list",
        "1.2 with a text",
        "1.1 bare",
        "1.1",
        "Veracross",
        "1.1 around 1.2",
        "a bare list",
        "the first says nothing",
        "beside records",
    ],
)
def test_an_envelope_of_the_standard_is_read_in_every_form(body: Any) -> None:
    assert read_refusal(of(body)) == UNKNOWN


@pytest.mark.parametrize(
    "body",
    [
        {"statusInfoSet": [status()]},
        {"statusInfoSet": []},
        {"statusInfoSet": None},
        {"statusInfoSet": "failure"},
        status(imsx_CodeMinor=None, imsx_description=None),
        status(imsx_CodeMinor=nested([])),
        status(imsx_CodeMinor=nested(["unknownobject"])),
        status(imsx_CodeMinor=nested(None)),
        {},
        [],
        [[]],
        [1, None],
        None,
        17,
        True,
    ],
    ids=str,
)
def test_an_envelope_that_gives_no_reason_is_read_as_none(body: Any) -> None:
    assert read_refusal(of(body)) == Refusal()


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"", Refusal()),
        (b"  \r\n ", Refusal()),
        (b"<!DOCTYPE html><html><body>Stack trace</body></html>", Refusal()),
        (b"\n  <?xml version='1.0'?><Error>no</Error>", Refusal()),
        (b"Bad Gateway", Refusal(words="Bad Gateway")),
        (b'"Bad Gateway"', Refusal(words="Bad Gateway")),
        (
            b"\xe9t\xe9 only",
            Refusal(words="\N{REPLACEMENT CHARACTER}t\N{REPLACEMENT CHARACTER} only"),
        ),
        (b'{"imsx_description": "cut of', Refusal(words='{"imsx_description": "cut of')),
        (b"[" * 100_000, Refusal(words="[" * LONGEST)),
        (of(status(imsx_description=404)), Refusal(words="404")),
    ],
    ids=[
        "empty",
        "blank",
        "a web page",
        "XML",
        "plain text",
        "a JSON text",
        "not UTF-8",
        "half an object",
        "nested without end",
        "a number for words",
    ],
)
def test_a_body_without_an_envelope_is_no_crash(body: bytes, read: Refusal) -> None:
    assert read_refusal(body) == read


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ({"error": "invalid_client"}, Refusal("invalid_client", "invalid_client")),
        (
            {"error": "invalid_client", "error_description": "Renewed yesterday."},
            Refusal("invalid_client", "Renewed yesterday."),
        ),
        ({"message": "Too many calls"}, Refusal("", "Too many calls")),
        (
            {"error": {"code": 17}, "message": "Too many calls"},
            Refusal("", "Too many calls"),
        ),
        ({"timestamp": 1, "status": 500, "error": "Server"}, Refusal("Server", "Server")),
        ({"error": None, "message": ["a"]}, Refusal()),
    ],
    ids=["code", "code and words", "gateway", "nested code", "Spring", "no text"],
)
def test_what_token_endpoints_and_gateways_say_is_read(body: Any, read: Refusal) -> None:
    assert read_refusal(of(body)) == read


def test_a_long_text_is_cut_so_that_it_can_be_shown() -> None:
    said = read_refusal(of(status(imsx_description="w" * 9000, imsx_codeMinor="c" * 9000)))
    assert (len(said.words), len(said.code)) == (LONGEST, LONGEST_CODE)
