"""What is Homeroom's own in records and in metadata: nobody else sets it, and nobody gets what is
stored of it."""

from homeroom.model.gradebook import NATURE, SHOWN_SCORE, WINDOW
from homeroom.model.records import NOT_SAID, UNREADABLE, UNSAID

OWN = frozenset({NATURE, NOT_SAID, SHOWN_SCORE, UNREADABLE, UNSAID, WINDOW})
