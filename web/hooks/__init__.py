"""Webhooks: what platforms bring to us, verified, kept, and only then acknowledged."""

from __future__ import annotations

from web.hooks.application import beside, build_hooks
from web.hooks.standing import Standing

__all__ = ["Standing", "beside", "build_hooks"]
