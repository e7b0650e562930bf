"""Twilio on loopback: the REST API and signed webhooks, with the faults of the real one."""

from __future__ import annotations

from sandbox.twilio.faults import Fault
from sandbox.twilio.platform import Twilio

__all__ = ["Fault", "Twilio"]
