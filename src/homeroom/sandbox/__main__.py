"""Run a pretend system: python -m homeroom.sandbox infinite-campus --port 0."""

import gc
import json
import signal
import sys
import threading
from typing import Any

from homeroom.sandbox.arguments import build_parser
from homeroom.sandbox.build import Sandbox, build
from homeroom.sandbox.campus.rules import RuleError
from homeroom.sandbox.districts.csv_file import BadFile
from homeroom.sandbox.oneroster.frame import Scope, View
from homeroom.sandbox.oneroster.roster_lists import students
from homeroom.sandbox.web.server import make_server


def main(arguments: list[str] | None = None) -> int:
    parser = build_parser()
    options = parser.parse_args(arguments)
    # A large roster is millions of lasting objects; collecting among them doubles the start-up.
    gc.disable()
    try:
        sandbox = build(options)
    except (RuleError, BadFile) as error:
        parser.error(str(error))
    gc.freeze()
    gc.enable()
    try:
        server = make_server(
            (options.host, options.port), sandbox.door.answer, sandbox.stage.campus.clock.now
        )
    except (OSError, OverflowError) as error:
        parser.error(f"cannot listen on {options.host} port {options.port}: {error}")
    port = int(server.server_address[1])
    sandbox.stage.host_url = f"http://{options.host}:{port}"
    print(json.dumps(_ready(sandbox, port)), flush=True)

    def stop(signum: int, frame: object) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with server:
        server.serve_forever(poll_interval=0.1)
    return 0


def _ready(sandbox: Sandbox, port: int) -> dict[str, Any]:
    stage, connection = sandbox.stage, sandbox.connection
    campus = stage.campus
    everybody = View(campus, "1.2", Scope(None, families=True))
    return {
        "port": port,
        "host_url": stage.host_url,
        "service_url": stage.service_url(),
        "token_url": stage.token_url(connection),
        "client_id": connection.client_id,
        "client_secret": connection.secret,
        "vendor_key": stage.connections.vendor_key,
        "vendor_secret": stage.connections.vendor_secret,
        "teacher_view": f"{stage.host_url}/sandbox/teacher-view",
        "control": f"{stage.host_url}/sandbox",
        "day": campus.clock.day.isoformat(),
        "time_zone": str(campus.zone),
        "students": sum(1 for _ in students(everybody)),
    }


if __name__ == "__main__":
    sys.exit(main())
