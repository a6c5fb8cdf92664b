"""Two pretend learning apps: Mathly exports its gradebook as CSV, Quizzly calls a OneRoster API."""
