"""The keys of one mail account, and what they mean."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from core.errors import ConfigError

Security = Literal["tls", "starttls", "none"]
Authentication = Literal["password", "xoauth2", "none"]

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """One mailbox of the office, and the way out for its answers.

    address: The office's address; complaints arrive there and answers leave in its name.
    imap_host: Name of the IMAP server.
    smtp_host: Name of the SMTP server that takes our answers.
    credential: Returns the password, the app password or the current OAuth access token. It is asked
        anew at each sign-in, in a thread, so a rotated secret or a refreshed token is taken up without a
        restart. It may raise OSError.
    username: The name to sign in with; empty means the address.
    auth: "password" or "xoauth2" (an OAuth access token, as Gmail and Microsoft 365 want it).
    imap_port: Port of the IMAP server.
    imap_security: "tls", "starttls", or "none", which is allowed on this machine itself only.
    folders: The folders to read, in order; the first is watched for the quickest news.
    spam: Read the spam folder too: complaints land there, and nobody looks.
    gmail: Read Gmail's All Mail by its own message ids instead of folders; None means: ask the server.
    poll_seconds: Look into every folder at least this often, in seconds.
    idle: Let the server say at once that mail has come (RFC 2177); polling goes on underneath.
    batch: Fetch at most this many mails in one go; they are kept together.
    max_mail_bytes: Of a bigger mail only the header and the first 64 KiB are fetched.
    max_attachment_bytes: A bigger attachment is refused, and the case says so.
    overlap: Look again at this many of the last UIDs at each connection, for what a server showed late.
    rescan_minutes: Look again at the overlap this often, in minutes.
    mark_seen: Set the Seen flag on what was kept; by default the mailbox is left untouched.
    smtp_port: Port of the SMTP server.
    smtp_security: As `imap_security`, for sending.
    smtp_auth: How to sign in for sending; None means: as `auth`; "none" is for a relay that asks nothing.
    smtp_username: The name for sending; empty means the same as for reading.
    smtp_credential: The secret for sending; None means the same as for reading.
    from_name: The office's name as citizens see it beside the address.
    reply_to: The address to which answers shall go; empty means the office's address.
    aliases: Other addresses of the office: mail from them is our own and never a complaint.
    null_sender: Send machines' answers with the empty envelope sender (RFC 3834 section 3.3), so that no
        machine answers them; where the provider refuses it, the office's address is used.
    connect_timeout: Give up a connection attempt after this many seconds.
    read_timeout: Give up a silent connection after this many seconds.
    ca_file: A file with a further certificate authority to trust (PEM), for servers of the office's own.
    """

    address: str
    imap_host: str
    smtp_host: str
    credential: Callable[[], str] = field(repr=False)
    username: str = ""
    auth: Authentication = "password"
    imap_port: int = 993
    imap_security: Security = "tls"
    folders: tuple[str, ...] = ("INBOX",)
    spam: bool = True
    gmail: bool | None = None
    poll_seconds: float = 60
    idle: bool = True
    batch: int = 50
    max_mail_bytes: int = 35 * MEBIBYTE
    max_attachment_bytes: int = 25 * MEBIBYTE
    overlap: int = 200
    rescan_minutes: float = 60
    mark_seen: bool = False
    smtp_port: int = 465
    smtp_security: Security = "tls"
    smtp_auth: Authentication | None = None
    smtp_username: str = ""
    smtp_credential: Callable[[], str] | None = field(default=None, repr=False)
    from_name: str = ""
    reply_to: str = ""
    aliases: tuple[str, ...] = ()
    null_sender: bool = True
    connect_timeout: float = 10
    read_timeout: float = 60
    ca_file: str = ""

    def __post_init__(self) -> None:
        """Raise ConfigError, naming the key and the remedy, where a key cannot be right."""
        if "@" not in self.address.strip("@"):
            raise ConfigError("address: an address such as aduan@office.example is needed")
        for key in ("imap", "smtp"):
            security, host = getattr(self, f"{key}_security"), getattr(self, f"{key}_host")
            if security not in {"tls", "starttls", "none"}:
                raise ConfigError(f'{key}_security: write "tls", "starttls" or "none"')
            if security == "none" and not _on_this_machine(host):
                raise ConfigError(f'{key}_security: "none" would send the password in clear; write "tls"')
        if self.auth not in {"password", "xoauth2"}:
            raise ConfigError('auth: write "password" or "xoauth2"')
        if not self.folders:
            raise ConfigError('folders: name at least one, such as "INBOX"')
        for key in ("batch", "poll_seconds", "max_mail_bytes", "connect_timeout", "read_timeout"):
            if getattr(self, key) <= 0:
                raise ConfigError(f"{key}: must be greater than 0")
        try:
            if self.ca_file:
                self.tls_context()
        except OSError as error:
            raise ConfigError(f"ca_file: {self.ca_file} is no readable file of certificates (PEM)") from error

    @property
    def login(self) -> str:
        return self.username or self.address

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def own_addresses(self) -> frozenset[str]:
        """All addresses of the office, in lower case."""
        return frozenset(a.lower() for a in (self.address, self.reply_to, *self.aliases) if a)

    def tls_context(self) -> ssl.SSLContext:
        """Certificates are always verified; `ca_file` adds an authority, it takes none away."""
        context = ssl.create_default_context()
        if self.ca_file:
            context.load_verify_locations(cafile=self.ca_file)
        return context


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
