"""What a step would lead to, seen before it is taken."""
