"""Vendors whose apps call the API: their credentials and tokens, what they see, what they asked."""
