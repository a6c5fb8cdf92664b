"""The server's settings: modest ones for a machine of two cores that it shares with the hub."""

from collections.abc import Mapping

from homeroom.store.embedded.account import Account
from homeroom.store.embedded.layout import Layout, write_whole
from homeroom.store.embedded.running import PORT

SETTINGS = {
    "cluster_name": "homeroom",
    "max_connections": "60",
    "max_wal_senders": "4",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "min_wal_size": "128MB",
    "checkpoint_timeout": "15min",
    "checkpoint_completion_target": "0.9",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    # The hub keeps both cores busy; and parallel queries need more of /dev/shm than the 64 MB that
    # a container has.
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "default_text_search_config": "pg_catalog.simple",
    "logging_collector": "on",
    "log_filename": "postgresql-%Y%m%d-%H%M%S.log",
    "log_file_mode": "0600",
    "log_rotation_age": "1d",
    "log_rotation_size": "10MB",
    "log_startup_progress_interval": "2s",
    # Pupils' data stays out of the log. Not only statements hold it, errors do, too (`invalid input
    # syntax for type integer: "Ada Lovelace"`); they go to the client, and LOG ranks above ERROR.
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

HEADING = """\
# Written by Homeroom at each start of the server. Settings of your own go into local.conf beside
# this file; they win over these.
"""


def write_configuration(layout: Layout, account: Account) -> None:
    """Write the server's configuration; it lies outside the data folder, which is the server's."""
    lines = [f"{name} = '{value}'\n" for name, value in SETTINGS.items()]
    text = HEADING + "".join(lines) + "include_if_exists 'local.conf'\n"
    # Readable to the server through the folder, which only its user's group may enter.
    write_whole(layout.configuration, text, mode=0o644 if account.changes else 0o600)


def options(layout: Layout, socket_folder: str, settings: Mapping[str, str]) -> list[str]:
    """Return the arguments that no configuration may change, and a caller's own settings."""
    quoted = '"' + socket_folder.replace('"', '""') + '"'  # it is a list, and may hold commas
    fixed = {
        "config_file": str(layout.configuration),
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": quoted,
        "unix_socket_permissions": "0700",
        "log_directory": str(layout.log),
    }
    given = {**settings, **fixed}
    return [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
