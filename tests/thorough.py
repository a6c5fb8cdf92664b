"""What `make test` leaves out to keep within fifteen minutes; `make thorough` plays all of it."""

import os

# Set by `make thorough`.
THOROUGH = bool(os.environ.get("HOMEROOM_THOROUGH"))
