"""The register for the complaint manager: taken out as a file, and an earlier one brought in."""
