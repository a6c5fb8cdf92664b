"""Homeroom: a self-hosted hub that keeps a school district's grades in step."""

__version__ = "0.1.0"
