"""What a district has decided: one document, in versions, that every step asks. Pure."""
