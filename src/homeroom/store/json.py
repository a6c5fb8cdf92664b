"""JSON of the database: numbers stay exact decimals in both directions."""

from decimal import Decimal
from typing import Any

import msgspec

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def decode_json(text: str | bytes) -> Any:
    """Read a jsonb value, which Django's connection hands over as text."""
    return _DECODER.decode(text)


def encode_json(value: Any) -> str:
    """Write a value for a jsonb column."""
    return _ENCODER.encode(value).decode()
