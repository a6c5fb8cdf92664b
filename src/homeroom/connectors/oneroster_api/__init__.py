"""OneRoster API: apps that read rosters from Homeroom, and write their grades into it."""

from homeroom.connectors.oneroster_api.connector import OneRosterApi

CONNECTOR = OneRosterApi()
