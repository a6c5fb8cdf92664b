"""What is Homeroom's own in records and in metadata: nobody else sets it, and nobody gets what is
stored of it."""

from homeroom.model.gradebook import NATURE, SHOWN_SCORE, WINDOW
from homeroom.model.records import UNREADABLE, UNSAID

# The member that tells apps for which members no system gave what is sent; see store/serving.
NOT_SAID = "homeroom.notSaid"
OWN = frozenset({NATURE, NOT_SAID, SHOWN_SCORE, UNREADABLE, UNSAID, WINDOW})
