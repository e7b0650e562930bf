"""The mail channel: complaints from a mailbox (IMAP), answers by SMTP."""

from channels.mail.account import Settings
from channels.mail.channel import MailChannel, open_channel
from channels.mail.identity import message_id, token_of

__all__ = ["MailChannel", "Settings", "message_id", "open_channel", "token_of"]
