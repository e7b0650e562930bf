"""The keys of one account on X, and what they mean."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from core.errors import ConfigError, Unauthorised
from core.meter import DOLLAR

MEBIBYTE = 1024 * 1024
USERNAME = "dpmptsp_pwk"  # the office's name on X (seed, component 6 item 2h)
_PRICES = ("price_mention", "price_message", "price_reply", "price_direct")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The four secrets of a program that acts for an account (OAuth 1.0a, RFC 5849)."""

    key: str = field(repr=False)
    key_secret: str = field(repr=False)
    token: str = field(repr=False)
    token_secret: str = field(repr=False)

    @property
    def own_id(self) -> str:
        """The account's number: X puts it before each access token."""
        return self.token.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Settings:
    """One account of the office on X.

    credential: Returns the four secrets in the order in which X shows them, separated by blanks or line
        ends: API key, API key secret, access token, access token secret. It is asked anew each time, so
        that new ones are taken up without a restart. It may raise OSError.
    username: The account's name without the @; what it writes itself is never taken in.
    messages: Whether direct messages are read too.
    approve_public: Whether a person approves the line under a public post before it appears.
    poll_seconds: Ask for mentions this often, in seconds.
    message_seconds: Ask for direct messages this often, in seconds; X allows 15 times in 15 minutes.
    listed_seconds: Look for a message whose sending was uncertain among our own this much later, in
        seconds: by then what X took must stand there, or it would leave twice.
    ceiling: The most that may be spent in a month (UTC), in US dollars; 0 for no ceiling.
    price_mention: What X takes for each mention that is read, in US dollars.
    price_message: The same for each direct message that is read, our own included.
    price_reply: The same for each public reply that is sent.
    price_direct: The same for each direct message that is sent.
    media_hosts: Where pictures and films may be fetched from; a leading dot stands for every name below it.
    max_media_bytes: A bigger file is refused, and the case says so.
    timeout: Give up a silent connection after this many seconds.
    api_url: Where X's API is.
    """

    credential: Callable[[], str] = field(repr=False)
    username: str = USERNAME
    messages: bool = True
    approve_public: bool = True
    poll_seconds: float = 60
    message_seconds: float = 120
    listed_seconds: float = 60
    ceiling: float = 25
    price_mention: float = 0.001
    price_message: float = 0.01
    price_reply: float = 0.01
    price_direct: float = 0.015
    media_hosts: tuple[str, ...] = ("pbs.twimg.com", "video.twimg.com")
    max_media_bytes: int = 20 * MEBIBYTE
    timeout: float = 15
    api_url: str = "https://api.twitter.com"

    def __post_init__(self) -> None:
        """Raise ConfigError, naming the key and the remedy, where a key cannot be right."""
        if not (self.username.isascii() and self.username.replace("_", "a").isalnum()):
            raise ConfigError("username: write the account's name without @, such as dpmptsp_pwk")
        for key in ("poll_seconds", "message_seconds", "listed_seconds", "max_media_bytes", "timeout"):
            if getattr(self, key) <= 0:
                raise ConfigError(f"{key}: must be greater than 0")
        for key in ("ceiling", *_PRICES):
            if getattr(self, key) < 0:
                raise ConfigError(f"{key}: an amount in US dollars is wanted, 0 or more")
        parts = urlsplit(self.api_url)
        local = parts.scheme == "http" and is_local(parts.hostname or "")
        if not (parts.scheme == "https" or local) or not parts.hostname:
            raise ConfigError("api_url: an address such as https://api.twitter.com is wanted")

    def price(self, key: str) -> int:
        """An amount as the meter counts it."""
        return round(float(getattr(self, key)) * DOLLAR)

    def sign_in(self) -> Credentials:
        """The secrets as they stand now. Raises Unauthorised when there are none to be had."""
        try:
            return read_credentials(self.credential())
        except (ConfigError, OSError) as error:
            raise Unauthorised(f"X: the secrets cannot be read ({type(error).__name__})") from None


def read_credentials(text: str) -> Credentials:
    """Raises ConfigError, without quoting a secret."""
    words = text.split()
    if len(words) != 4:
        raise ConfigError(
            f"password: four secrets are wanted (API key, its secret, access token, its secret), not {len(words)}"
        )
    found = Credentials(*words)
    if not found.own_id.isdecimal() or found.own_id == found.token:
        raise ConfigError("password: the third is no access token: it begins with the account's number and -")
    return found


def is_local(host: str) -> bool:
    """Whether the host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
