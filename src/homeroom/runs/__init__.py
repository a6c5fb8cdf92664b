"""The conductor: one sync from pull to store to push."""
