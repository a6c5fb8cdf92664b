"""Apps that call the API: what each may do, did, and writes, taken in by the merge of a sync."""
