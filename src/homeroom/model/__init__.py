"""The nouns: OneRoster 1.2 entities as frozen values, their 1.1 views, ids, scores. No I/O."""
