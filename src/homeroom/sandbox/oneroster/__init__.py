"""The OneRoster 1.1 and 1.2 interfaces of the pretend Infinite Campus."""
