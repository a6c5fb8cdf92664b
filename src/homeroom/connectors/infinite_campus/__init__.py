"""Infinite Campus."""

from homeroom.connectors.infinite_campus.connector import InfiniteCampus

CONNECTOR = InfiniteCampus()
