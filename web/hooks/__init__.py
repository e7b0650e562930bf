"""Webhooks: what platforms bring to us, verified, kept, and only then acknowledged."""

from __future__ import annotations

from web.hooks.application import build_hooks
from web.hooks.standing import Standing

__all__ = ["Standing", "build_hooks"]
