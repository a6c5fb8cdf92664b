"""Where the demo keeps its things: a server and a database apart from any real district's."""

from pathlib import Path

from homeroom import settings

SERVER = "demo"
DATABASE = "homeroom_demo"


def export_path() -> Path:
    """Return where the learning app's export lies."""
    return settings.home() / "mathly.zip"
