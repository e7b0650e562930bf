"""`aduan` whose instaloader asks a stand-in on this machine: `python tests/crash/along.py URL ...`."""

from __future__ import annotations

import sys

from app.cli import main
from sandbox.instagram.redirect import redirected

if __name__ == "__main__":
    with redirected(sys.argv.pop(1)):
        main()
