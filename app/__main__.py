"""`python -m app` is `aduan`."""

from app.cli import main

main()
