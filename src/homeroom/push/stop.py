"""A word that ends deliveries to one target, and leaves all else at work."""

import threading


class Stop(threading.Event):
    """Set for one target, or with that of the whole."""

    def __init__(self, whole: threading.Event) -> None:
        super().__init__()
        self._whole = whole

    def is_set(self) -> bool:
        """Say whether the lanes to the target have to stop."""
        return super().is_set() or self._whole.is_set()
