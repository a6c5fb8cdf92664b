"""Step 1: call a connector, page by page: lanes, prefetch, resume."""
