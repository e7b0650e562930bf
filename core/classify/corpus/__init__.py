"""The training text: seed messages written for this project, varied by a grammar and by how people type."""
