"""May this go to the gradebook, and in which form? Decided from facts alone."""
