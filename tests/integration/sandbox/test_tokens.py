"""The token endpoint, and what a bearer token is good for."""

import base64
import json
import time

import pytest

from tests.integration.sandbox.client import GRADES, ROSTER, Client, running

_PATH = "/campus/oauth2/token?appName=homeroom"
_FORM = b"grant_type=client_credentials"


def _basic(client_id: str, secret: str) -> dict[str, str]:
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _own(client: Client) -> dict[str, str]:
    return _basic(client.ready["client_id"], client.ready["client_secret"])


def _claims(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    claims: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def test_token_is_a_signed_jwt_with_its_expiry(reader: Client) -> None:
    answer = reader.token()
    assert answer.status == 200
    token = answer.json["access_token"]
    head, claims, signature = token.split(".")
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"alg": "HS256", "typ": "JWT"}
    assert claims
    assert signature
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 3600
    lifetime = _claims(token)["exp"]
    assert isinstance(lifetime, int)
    assert abs(lifetime - time.time() - 3600) < 60
    assert answer.headers["Cache-Control"] == "no-store"


def test_scope_is_given_back_only_when_it_was_asked_for(reader: Client) -> None:
    scope = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly"
    assert "scope" not in reader.token().json
    assert reader.token(scope=scope).json["scope"] == scope


@pytest.mark.parametrize(
    ("path", "form", "headers", "status", "error"),
    [
        (_PATH, b"", "own", 400, "unsupported_grant_type"),
        (_PATH, b"grant_type=password", "own", 400, "unsupported_grant_type"),
        (_PATH, _FORM, "none", 401, "invalid_client"),
        (_PATH, _FORM, "wrong secret", 401, "invalid_client"),
        (_PATH, _FORM, "wrong id", 401, "invalid_client"),
        (_PATH, _FORM, "garbage", 401, "invalid_client"),
        ("/campus/oauth2/token?appName=other", _FORM, "own", 401, "invalid_client"),
        ("/campus/oauth2/token", _FORM, "own", 401, "invalid_client"),
    ],
)
def test_bad_token_request_is_refused(
    reader: Client, path: str, form: bytes, headers: str, status: int, error: str
) -> None:
    sent = {
        "own": _own(reader),
        "none": {},
        "wrong secret": _basic(reader.ready["client_id"], "guess"),
        "wrong id": _basic("somebody", reader.ready["client_secret"]),
        "garbage": {"Authorization": "Basic ===="},
    }[headers]
    answer = reader.bare("POST", path, form, sent)
    assert answer.status == status
    assert answer.json["error"] == error


def test_credentials_in_the_form_are_not_looked_at(reader: Client) -> None:
    form = (
        f"grant_type=client_credentials&client_id={reader.ready['client_id']}"
        f"&client_secret={reader.ready['client_secret']}"
    )
    assert reader.bare("POST", _PATH, form.encode()).status == 401


def test_token_is_not_to_be_had_with_get(reader: Client) -> None:
    assert reader.bare("GET", _PATH, None, _own(reader)).status == 405


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer a.b.c",
        "Basic aG9tZTpyb29t",
        'OAuth oauth_consumer_key="k",oauth_signature_method="HMAC-SHA1",oauth_signature="s"',
    ],
)
def test_request_without_a_good_token_is_refused(
    reader: Client, api: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = reader.bare("GET", f"{ROSTER[api]}/orgs", None, headers)
    assert answer.status == 401
    assert "unauthorisedrequest" in answer.body.decode()
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_refusal_of_oauth_1_says_that_it_ended(reader: Client) -> None:
    headers = {"Authorization": 'OAuth oauth_consumer_key="k"'}
    answer = reader.bare("GET", f"{ROSTER['1.1']}/orgs", None, headers)
    assert "OAuth 1.0 ended" in answer.body.decode()


def test_token_with_a_changed_claim_is_refused(reader: Client) -> None:
    head, claims, signature = reader.token().json["access_token"].split(".")
    forged = base64.urlsafe_b64encode(
        base64.urlsafe_b64decode(claims + "==").replace(b'"exp":1', b'"exp":9')
    )
    token = f"{head}.{forged.rstrip(b'=').decode()}.{signature}"
    headers = {"Authorization": f"Bearer {token}"}
    assert reader.bare("GET", f"{ROSTER['1.2']}/orgs", None, headers).status == 401


def test_expired_token_is_refused_until_a_new_one_is_fetched() -> None:
    with running("--students", "20", "--token-seconds", "1") as (_, client):
        assert client.roster("1.2", "orgs").status == 200
        expiry = _claims(client._token)["exp"]
        assert isinstance(expiry, int)
        while time.time() <= expiry:
            time.sleep(0.05)
        assert client.roster("1.2", "orgs").status == 401
        client._token = ""
        assert client.roster("1.2", "orgs").status == 200


def test_every_request_gives_a_new_token_by_default(reader: Client) -> None:
    assert reader.token().json["access_token"] != reader.token().json["access_token"]


def test_reused_token_comes_back_with_the_life_it_has_left() -> None:
    with running("--students", "20", "--reuse-tokens", "--token-seconds", "600") as (_, client):
        first, second = client.token().json, client.token().json
        assert first["access_token"] == second["access_token"]
        assert second["expires_in"] <= first["expires_in"] <= 600


def test_reused_token_is_replaced_once_it_has_expired() -> None:
    with running("--students", "20", "--reuse-tokens", "--token-seconds", "1") as (_, client):
        first = client.token().json["access_token"]
        expiry = _claims(first)["exp"]
        assert isinstance(expiry, int)
        while time.time() <= expiry:
            time.sleep(0.05)
        assert client.token().json["access_token"] != first


def test_token_holds_on_both_versions_and_services(reader: Client) -> None:
    assert reader.roster("1.1", "orgs").status == 200
    assert reader.roster("1.2", "orgs").status == 200
    assert reader.get(f"{GRADES['1.1']}/categories").status == 200
    assert reader.get(f"{GRADES['1.2']}/categories").status == 200


def test_rotated_secret_ends_the_old_one_and_its_tokens(fresh: Client) -> None:
    assert fresh.roster("1.2", "orgs").status == 200
    before = fresh.ready["client_secret"]
    renewed = fresh.control(f"connections/{fresh.ready['client_id']}/rotate", {})
    assert renewed["client_secret"] != before
    assert fresh.roster("1.2", "orgs").status == 401
    assert fresh.token().status == 401
    again = fresh.as_(renewed)
    assert again.roster("1.2", "orgs").status == 200


def test_client_id_and_secret_may_be_form_encoded_in_basic(reader: Client) -> None:
    client_id = "".join(f"%{ord(letter):02x}" for letter in reader.ready["client_id"])
    headers = _basic(client_id, reader.ready["client_secret"])
    assert reader.bare("POST", _PATH, _FORM, headers).status == 200
