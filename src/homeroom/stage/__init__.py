"""Step 2: keep what came, and find what changed since last time, set by set."""
