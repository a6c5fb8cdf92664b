"""What was read becomes part of the merged records: chunk by chunk, parents first."""
