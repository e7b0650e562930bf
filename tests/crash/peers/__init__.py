"""One module for each platform that the kill test storms, found by listing this folder: `open_peer() -> Peer`."""
