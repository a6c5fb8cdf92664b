"""How a process that goes through millions of records looks after its memory."""

import gc

# So many new objects before the collector looks at them, and how rarely at older ones.
COLLECT_AFTER = (50_000, 20, 50)


def collect_rarely() -> None:
    """Let the process look rarely for garbage in circles, from now on.

    A run makes millions of short-lived values without a circle; looking through them for one took
    an eighth of its time.
    """
    gc.set_threshold(*COLLECT_AFTER)
