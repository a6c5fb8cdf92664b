"""Mathly, a pretend learning app that exports its gradebook as OneRoster 1.2 CSV."""
