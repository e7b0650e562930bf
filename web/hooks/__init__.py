"""Webhooks: what platforms bring to us, verified, kept, and only then acknowledged."""
