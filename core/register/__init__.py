"""The register of complaints as a table: what a line of it says, and how lines of an earlier one are understood."""
