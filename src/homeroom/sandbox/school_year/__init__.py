"""A small district and a school year of events, written by hand."""
