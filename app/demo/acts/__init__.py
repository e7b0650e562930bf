"""One module for each platform of the demo, found by listing this folder; its lines lie beside it."""
