"""The register as a file: written in the forms that offices use, read from the tables that they keep."""
