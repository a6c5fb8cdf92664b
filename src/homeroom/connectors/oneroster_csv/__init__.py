"""OneRoster CSV: rosters and gradebooks from files, zipped or in a folder."""

from homeroom.connectors.oneroster_csv.connector import OneRosterCsv

CONNECTOR = OneRosterCsv()
