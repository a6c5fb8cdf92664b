"""What is Homeroom's own in records and in metadata: nobody else sets it, and nobody gets it."""

from homeroom.model.gradebook import NATURE, SHOWN_SCORE, WINDOW
from homeroom.model.records import UNREADABLE, UNSAID

OWN = frozenset({NATURE, SHOWN_SCORE, UNREADABLE, UNSAID, WINDOW})
