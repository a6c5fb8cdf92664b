"""One line of JSON or of text for every event, on stderr; HOMEROOM_LOG says how much."""

import logging
import sys

import structlog

from homeroom.settings import knob

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def set_up_logs() -> None:
    """Set up logging: warnings by default, so that a command's own words stay readable."""
    level = _LEVELS.get(knob("LOG", "warning").casefold(), logging.WARNING)
    shown = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("httpx2").setLevel(max(level, logging.WARNING))
