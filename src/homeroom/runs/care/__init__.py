"""What is looked after every day: people told, ends foreseen, old things cleared."""
