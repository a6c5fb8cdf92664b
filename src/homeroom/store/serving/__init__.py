"""What apps read: the merged records as the JSON of OneRoster, written by the database itself."""
