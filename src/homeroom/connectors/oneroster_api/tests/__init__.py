"""What the OneRoster API says of itself in the gallery."""
