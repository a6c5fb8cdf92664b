"""People, roles, sign-in, secrets and audit."""
