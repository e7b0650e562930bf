"""Health, balance and alerts; reads through ports only."""
