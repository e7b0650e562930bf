"""A mail provider on loopback: SMTP in, an IMAP mailbox, and an outbox that shows what was sent."""

from sandbox.mail.imap import ImapServer, MailStore
from sandbox.mail.platform import Platform
from sandbox.mail.smtp import Faults, Received

__all__ = ["Faults", "ImapServer", "MailStore", "Platform", "Received"]
