"""Step 7, grades out: check against the target's rules, outbox, delivery, receipts."""
