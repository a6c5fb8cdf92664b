"""Starting the server's process, and waiting for as long as it lives and needs."""

import subprocess
from collections.abc import Mapping

from homeroom.store.embedded.account import Account
from homeroom.store.embedded.configuration import options, write_configuration
from homeroom.store.embedded.diagnosis import explain
from homeroom.store.embedded.installation import Installation
from homeroom.store.embedded.layout import Layout, write_whole
from homeroom.store.embedded.locks import for_children, is_held
from homeroom.store.embedded.postmaster import PidFile, pid_left_behind
from homeroom.store.embedded.server_log import ServerLog
from homeroom.store.embedded.sockets import make_socket_folder
from homeroom.store.embedded.waiting import Waiting

# The shell ends at once, so that the server is nobody's child: it outlives us without becoming a
# zombie, and the same code watches a server that we started and one that we found.
IN_BACKGROUND = '"$@" </dev/null >&2 & echo $!'


def launch(
    layout: Layout,
    account: Account,
    installation: Installation,
    settings: Mapping[str, str],
    waiting: Waiting,
) -> None:
    """Start the server and return when it is ready; recovery after a crash may take any time."""
    write_configuration(layout, account)
    account.make_folder(layout.log)
    socket_folder = str(make_socket_folder(layout, account))
    write_whole(layout.first_words, "", mode=0o600)
    log = ServerLog.from_now(layout)
    log.prune()
    command = [str(installation.program("postgres")), "-D", str(layout.data)]
    pid = _spawn([*command, *options(layout, socket_folder, settings)], layout, account, waiting)
    while is_held(layout.alive_lock):
        note = PidFile.read(layout.data)
        if note is not None and note.pid == pid and note.status == "ready":
            return
        waiting.pause(lambda: what_it_does(log))
    raise explain("The database did not start.", log.lines(), layout.log)


def what_it_does(log: ServerLog) -> str:
    """Return the clause for people who wait for a server that is not ready yet."""
    if log.recovering():
        return "The database is recovering after a crash; it repairs itself, please let it"
    return "The database is starting"


def _spawn(command: list[str], layout: Layout, account: Account, waiting: Waiting) -> int:
    options = account.run_options()
    left = pid_left_behind(layout.data)
    if left is not None:
        # By now that number may be any program's, and PostgreSQL would take it for a server. It
        # passes over its own grandparent, and still looks for survivors of the dead server.
        options["env"]["PG_GRANDPARENT_PID"] = str(left)
    shell = ["/bin/sh", "-c", IN_BACKGROUND, "sh", *command]
    with (
        for_children(layout.alive_lock, waiting) as lock,
        layout.first_words.open("ab") as first_words,
    ):
        done = subprocess.run(
            shell,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=first_words,
            pass_fds=[lock],
            **options,
        )
    return int(done.stdout)
