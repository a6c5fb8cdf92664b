"""`python -m homeroom` is the command line."""

from homeroom.cli import main

main()
