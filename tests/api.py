"""Apps that call the API, as the web server lets them in: behind the API's own middleware."""

from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.test.client import ClientHandler

from homeroom.access import clients as credentials
from homeroom.access.clients import Made
from homeroom.model.api_scopes import SCOPES
from homeroom.runs.writes import vendors
from homeroom.runs.writes.vendors import Newcomer
from homeroom.store import apps
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from homeroom.store.vendors import clients

# Apps may come in several threads at once, and the setting is everybody's.
_LOADING = Lock()


class _OfApi(BaseHandler):
    """Takes the API's middleware, as console/wsgi.py does."""

    def load_middleware(self, is_async: bool = False) -> None:
        with _LOADING:
            pages, settings.MIDDLEWARE = settings.MIDDLEWARE, settings.API_MIDDLEWARE
            try:
                super().load_middleware(is_async)
            finally:
                settings.MIDDLEWARE = pages


class _ApiHandler(_OfApi, ClientHandler):
    pass


class _ApiApplication(_OfApi, WSGIHandler):
    pass


@cache
def application() -> WSGIHandler:
    """Return what a web server calls for requests of apps."""
    return _ApiApplication()


class ApiClient(Client):
    """An app; with a token it shows it in every request."""

    def __init__(self, token: str = "", **given: Any) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        super().__init__(headers=headers, SERVER_NAME="localhost", **given)
        self.handler = _ApiHandler(enforce_csrf_checks=True)


def add_vendor(
    district: District, key: str = "quizzly", *scopes: str, grade_sync: bool = True
) -> Made:
    """Give an app credentials, approved for grades; all scopes unless some are named."""
    wanted = Newcomer(
        key=key, vendor="Quizzly Inc.", grade_sync=grade_sync, scopes=scopes or tuple(SCOPES)
    )
    with district_scope(district.id) as scope:
        app, made = vendors.add(scope, wanted, "test")
        if app.state == "requested":
            apps.change(scope, app.id, state="active", decision={"approved_by": "test"})
    return made


def token_of(made: Made, *scopes: str) -> str:
    """Return a new token of an app, for all that it may or for some scopes."""
    client = clients.by_id(made.client_id)
    assert client is not None
    return credentials.give_token(client, scopes or client.scopes, datetime.now(UTC))
