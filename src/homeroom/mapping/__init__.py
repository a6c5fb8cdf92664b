"""Step 3: raw record to model, by the district's attribute mappings. Pure."""
