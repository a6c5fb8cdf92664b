"""Run a pretend system: python -m homeroom.sandbox infinite-campus --port 0."""

import gc
import json
import signal
import sys
import threading

from homeroom.sandbox.arguments import build_parser
from homeroom.sandbox.build import build, ready_line
from homeroom.sandbox.campus.rules import RuleError
from homeroom.sandbox.districts.csv_file import BadFile
from homeroom.sandbox.faults.asked import BadFaults
from homeroom.sandbox.learning_app import arguments as learning_app
from homeroom.sandbox.web.server import make_server


def main(arguments: list[str] | None = None) -> int:
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.system == learning_app.NAME:
        return learning_app.run(options)
    # A large roster is millions of lasting objects; collecting among them doubles the start-up.
    gc.disable()
    try:
        sandbox = build(options)
    except (RuleError, BadFaults, BadFile) as error:
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

    def stop(signum: int, frame: object) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(json.dumps(ready_line(sandbox, port)), flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
