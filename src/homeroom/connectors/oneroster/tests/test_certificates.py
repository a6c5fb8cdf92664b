"""Certificates: a host must prove that it is the one it says it is."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from homeroom.connectors.checks import CheckState
from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.failures import Untrusted
from homeroom.connectors.oneroster.tests.scripted import Scripted, said, scripted
from homeroom.connectors.oneroster.tests.settings import ROSTER, client_of, opened
from homeroom.errors import NeedsDistrict

AUTHORITY = trustme.CA()


def serving(name: str) -> ssl.SSLContext:
    """Return what a host of this name shows, signed by the district's own authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def secure() -> Iterator[Scripted]:
    with scripted(serving("127.0.0.1")) as running:
        running.on("/users", said({"users": []}))
        yield running


@pytest.fixture
def ca_file(tmp_path: Path) -> str:
    file = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(file)
    return str(file)


def refused(client: Client, url: str) -> NeedsDistrict:
    with pytest.raises(NeedsDistrict) as raised:
        client.get(url)
    client.close()
    return raised.value


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Scripted) -> None:
    problem = refused(client_of(secure), f"{secure.url}/users")
    assert isinstance(problem, Untrusted)
    assert "certificate of 127.0.0.1" in problem.message
    assert "certificate authority" in problem.fix
    assert secure.asked == []  # neither secret nor token went out


def test_the_districts_own_authority_is_trusted_when_its_file_is_named(
    secure: Scripted, ca_file: str
) -> None:
    client = client_of(secure, ca_file=ca_file)
    assert client.get(f"{secure.url}/users").status_code == 200
    client.close()


def test_the_authority_of_one_connection_is_not_trusted_by_the_others(
    secure: Scripted, ca_file: str
) -> None:
    client = client_of(secure, ca_file=ca_file)
    assert client.get(f"{secure.url}/users").status_code == 200
    client.close()
    assert isinstance(refused(client_of(secure), f"{secure.url}/users"), Untrusted)


def test_a_connection_knows_when_the_certificate_that_it_was_shown_ends(ca_file: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1", not_after=datetime(2031, 2, 3)).configure_cert(context)  # noqa: DTZ001
    with scripted(context) as host:
        host.on("/users", said({"users": []}))
        client = client_of(host, ca_file=ca_file)
        assert client.certificates == {}, "nothing was asked yet"
        client.get(f"{host.url}/users")
        client.get(f"{host.url}/users")
        client.close()
    ends = datetime(2031, 2, 3, tzinfo=UTC)
    assert client.certificates == {host.url.removeprefix("https://"): ends}


def test_without_encryption_there_is_no_certificate_to_end(server: Scripted) -> None:
    server.on("/users", said({"users": []}))
    client = client_of(server)
    client.get(f"{server.url}/users")
    client.close()
    assert client.certificates == {}


def test_a_certificate_of_another_host_is_refused(ca_file: str) -> None:
    with scripted(serving("sis.example.org")) as other:
        problem = refused(client_of(other, ca_file=ca_file), f"{other.url}/users")
    assert isinstance(problem, Untrusted)
    assert "127.0.0.1" in problem.message


def test_https_at_a_port_that_speaks_http_is_said(server: Scripted) -> None:
    url = server.url.replace("http://", "https://")
    problem = refused(client_of(server, token_url=f"{url}/token"), f"{url}/users")
    assert "does not speak TLS" in problem.message
    assert "http:// or https://" in problem.fix


@pytest.mark.parametrize("content", [None, "no certificate"], ids=["missing", "nonsense"])
def test_an_authority_that_cannot_be_read_is_said(
    server: Scripted, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "authority.pem"
    if content:
        file.write_text(content)
    with pytest.raises(NeedsDistrict, match="certificate authority cannot be read") as raised:
        client_of(server, ca_file=str(file))
    assert str(file) in raised.value.fix


def test_test_connection_tells_the_address_from_the_certificate(
    secure: Scripted, ca_file: str
) -> None:
    with opened(secure) as connection:
        found = {one.name: one for one in connection.checks(grades=True)}
    assert found["address"].state is CheckState.PASSED
    assert found["certificate"].state is CheckState.FAILED
    assert found["certificate"].fix
    others = {one.state for name, one in found.items() if name not in ("address", "certificate")}
    assert others == {CheckState.NOT_APPLICABLE}

    secure.on(f"{ROSTER}/*", said({"users": []}))
    with opened(secure, ca_file=ca_file) as connection:
        found = {one.name: one for one in connection.checks(grades=False)}
    assert found["certificate"].state is CheckState.PASSED
    assert "127.0.0.1 is trusted" in found["certificate"].words
