"""The keys of one Instagram account, and what they mean."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from core.errors import ConfigError

MEBIBYTE = 1024 * 1024
_USERNAME = re.compile(r"[a-z0-9._]{1,30}")


@dataclass(frozen=True, slots=True)
class Settings:
    """One account of the office on Instagram.

    username: The office's own name there, without @.
    credential: Returns the secrets, as `channels.instagram.secrets` names them. It is asked anew each
        time, so a rotated secret is taken up without a restart. It may raise OSError.
    way: "official" (Meta's webhooks and Graph API), or "instaloader": reads comments and tags as a
        person's browser would, and can send nothing.
    user_id: The account's number at Meta, as GET /me says it (`user_id`). Wanted by the official way.
    public_url: The address under which Meta reaches the service, such as https://aduan.office.example.
    token_file: Where the renewed access token is kept, readable by the service alone. Without it a
        renewal is lost with the process, and the operator must renew by hand every sixty days.
    approve_public: Whether a person approves the line that is said under a comment (docs/public.md).
    human_agent: Whether Meta has granted the Human Agent feature: what an officer wrote may then leave
        up to seven days after the person's last message.
    media_hosts: Where files may be fetched from; a leading dot stands for every name below it.
    max_media_bytes: A bigger file is refused, and the case says so.
    listed_seconds: Look for a message whose sending was uncertain in the conversation this much later, in
        seconds: by then what Meta took must stand there, or it would leave twice.
    timeout: Give up a silent connection after this many seconds.
    api_url: Where the Graph API is.
    api_version: Which version of it is spoken.
    risk_accepted: The office knows that instaloader is against Instagram's terms (docs/instagram.md) and
        that the account it signs in with may be closed.
    posts: Of how many of the newest own posts the comments are read by instaloader.
    tags: Whether posts in which the office is tagged are read by instaloader too.
    interval_minutes: How long instaloader rests between two rounds, a quarter more or less.
    """

    username: str
    credential: Callable[[], str] = field(repr=False)
    way: Literal["official", "instaloader"] = "official"
    user_id: str = ""
    public_url: str = ""
    token_file: Path | None = None
    approve_public: bool = True
    human_agent: bool = False
    media_hosts: tuple[str, ...] = ("lookaside.fbsbx.com", ".cdninstagram.com", ".fbcdn.net")
    max_media_bytes: int = 20 * MEBIBYTE
    listed_seconds: float = 60
    timeout: float = 15
    api_url: str = "https://graph.instagram.com"
    api_version: str = "v25.0"
    risk_accepted: bool = False
    posts: int = 3
    tags: bool = True
    interval_minutes: float = 20

    def __post_init__(self) -> None:
        """Raise ConfigError, naming the key and the remedy, where a key cannot be right."""
        if not _USERNAME.fullmatch(self.username):
            raise ConfigError("username: the office's name on Instagram, without @, in small letters")
        for key in ("max_media_bytes", "listed_seconds", "timeout"):
            if getattr(self, key) <= 0:
                raise ConfigError(f"{key}: must be greater than 0")
        if self.way == "official":
            self._check_official()
        else:
            self._check_instaloader()

    def _check_official(self) -> None:
        if not (self.user_id.isascii() and self.user_id.isdecimal()):
            raise ConfigError("user_id: the account's number is wanted, as GET /me?fields=user_id says it")
        if not re.fullmatch(r"v\d{1,3}\.\d", self.api_version):
            raise ConfigError('api_version: such as "v25.0"')
        _check_url("api_url", self.api_url)
        if not self.public_url:
            raise ConfigError("public_url: write the address that Meta calls")
        _check_url("public_url", self.public_url)

    def _check_instaloader(self) -> None:
        if not self.risk_accepted:
            raise ConfigError(
                "risk_accepted: reading with instaloader is against Instagram's terms, and the account that "
                "signs in may be closed; write true if the office wants it all the same (docs/instagram.md)"
            )
        if not 1 <= self.posts <= 12:
            raise ConfigError("posts: 1 to 12; each costs requests that Instagram counts")
        if not 15 <= self.interval_minutes <= 1440:
            raise ConfigError("interval_minutes: 15 to 1440; more often is noticed and blocked")

    def hook_url(self, account: str) -> str:
        """The address that Meta is to call for this account."""
        return f"{self.public_url.rstrip('/')}/hooks/{quote(account, safe='')}"


def is_local(host: str) -> bool:
    """Whether the host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_url(key: str, url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"https", "http"} or not host or parts.query or parts.fragment:
        raise ConfigError(f"{key}: an address such as https://aduan.office.example is needed")
    if parts.scheme == "http" and not is_local(host):
        raise ConfigError(f"{key}: http would show secrets and citizens' words on the way; write https")
