"""How tests go through the scripted school year, and look at what it has come to."""

from typing import Any

from tests.integration.sandbox.clerk import Clerk, read_export
from tests.integration.sandbox.client import Client


def until(client: Client, name: str, clerk: Clerk | None = None) -> dict[str, Any]:
    """Perform steps up to the named one, with the clerk's sync after each when there is one."""
    while True:
        done: dict[str, Any] = client.control("school-year/next", {})
        if done["name"] == name:
            return done
        if clerk:
            clerk.sync()


def export(client: Client, api: str = "1.2") -> dict[str, list[dict[str, str]]]:
    return read_export(client.bare("GET", f"/sandbox/learning-app.zip?api={api}").body)


def classes(client: Client, api: str = "1.2") -> dict[str, str]:
    return {row["title"]: row["sourcedId"] for row in client.all(api, "classes")}


def names(client: Client, path: str, api: str = "1.2") -> set[str]:
    return {f"{row['givenName']} {row['familyName']}" for row in client.all(api, path)}


def users_named(client: Client, name: str, api: str = "1.2") -> list[dict[str, Any]]:
    rows = client.all(api, "users")
    return [row for row in rows if f"{row['givenName']} {row['familyName']}" == name]
