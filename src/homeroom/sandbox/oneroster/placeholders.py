"""The category ids that stand for "no category" at Infinite Campus."""

# KB-T11: the category of a 1.1 line item is this constant, "not captured".
ZEROS = "00000000-0000-0000-0000-000000000000"
# PUSH (KB: pushing assignment scores): of 1.1 as printed there, one group short ...
ONES_PRINTED = "11111111-1111-1111-111111111111"
# ... and written in full as what a 1.2 line item may not have.
ONES = "11111111-1111-1111-1111-111111111111"

PLACEHOLDERS = frozenset({ZEROS, ONES_PRINTED, ONES})
