"""The content of a database, copied out in one moment and copied in all or nothing."""
