"""The merged records, their ids in every system and their history: every SQL statement is here."""
