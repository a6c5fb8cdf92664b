"""Step 4: match records across sources, choose each field's winner, return a diff. Pure."""
