"""The OneRoster API that learning apps read from and write to."""
