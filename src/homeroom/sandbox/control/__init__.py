"""Endpoints under /sandbox with which a test plays district, teacher and clock."""
