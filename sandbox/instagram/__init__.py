"""Instagram on loopback: Meta's webhooks and Graph API, and the pages that a browser asks for."""

from __future__ import annotations

from sandbox.instagram.faults import Fault
from sandbox.instagram.platform import Instagram

__all__ = ["Fault", "Instagram"]
