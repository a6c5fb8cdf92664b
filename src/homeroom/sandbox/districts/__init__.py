"""Where a pretend district comes from: a generator or a OneRoster CSV file."""
