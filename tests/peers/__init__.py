"""Real and scripted servers that adapters are tested against; all on loopback."""
