"""The standard itself: any OneRoster 1.1 or 1.2 server."""

from homeroom.connectors.oneroster.connector import OneRoster

CONNECTOR = OneRoster()
