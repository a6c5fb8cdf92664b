"""HTTP: requests in, answers out, and the one door between."""
