"""The pages, one module for each noun; they hold no rules, and call what the command line calls."""
