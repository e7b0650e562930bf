"""The keys of one bot at Telegram, and what they mean."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from core.errors import ConfigError, Unauthorised

MEBIBYTE = 1024 * 1024
FETCHABLE = 20 * MEBIBYTE  # the Bot API hands out no bigger file (core.telegram.org/bots/api#getfile)
PORTS = (443, 80, 88, 8443)  # to which Telegram calls (core.telegram.org/bots/api#setwebhook)
_TOKEN = re.compile(r"\d{3,20}:[\w-]{10,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """One bot of the office at Telegram.

    credential: Returns the bot's token as BotFather told it. It is asked anew each time, so a renewed token
        is taken up without a restart. While it is renewed two may stand there, separated by a blank: the
        first signs in, the secret that is made from each verifies webhooks. It may raise OSError.
    webhook: Let Telegram call us instead of asking it; then `public_url` is needed.
    public_url: The address under which Telegram reaches the service, such as https://aduan.office.example;
        what it calls is /hooks/<account> below it.
    groups: The numbers of groups (-100...) whose messages may open cases. Elsewhere than in private chats
        and these, what is said is kept and opens nothing.
    poll_seconds: How long Telegram may hold a question for news open, in seconds.
    watch_seconds: With a webhook: ask this often how it fares, in seconds.
    quiet_seconds: The photos of an album come one by one: wait for this much quiet before they are taken
        together, in seconds.
    max_file_bytes: A bigger file is refused, and the case says so.
    timeout: Give up a silent connection after this many seconds.
    api_url: Where the Bot API is; an office's own Bot API server has another address.
    """

    credential: Callable[[], str] = field(repr=False)
    webhook: bool = False
    public_url: str = ""
    groups: tuple[int, ...] = ()
    poll_seconds: float = 50
    watch_seconds: float = 60
    quiet_seconds: float = 2
    max_file_bytes: int = FETCHABLE
    timeout: float = 10
    api_url: str = "https://api.telegram.org"

    def __post_init__(self) -> None:
        """Raise ConfigError, naming the key and the remedy, where a key cannot be right."""
        _check_url("api_url", self.api_url)
        if self.webhook and not self.public_url:
            raise ConfigError("public_url: write the address that Telegram calls, or webhook = false")
        if self.public_url:
            _check_url("public_url", self.public_url)
            if self.webhook and not _is_local(self.public_url) and _port(self.public_url) not in PORTS:
                raise ConfigError(f"public_url: Telegram calls the ports {', '.join(map(str, PORTS))} only")
        if any(group >= 0 for group in self.groups):
            raise ConfigError("groups: a group's number is negative, such as -1001234567890")
        for key in ("watch_seconds", "max_file_bytes", "timeout"):
            if getattr(self, key) <= 0:
                raise ConfigError(f"{key}: must be greater than 0")
        if self.poll_seconds < 1:
            raise ConfigError("poll_seconds: at least 1, or Telegram would be asked without a pause")
        if self.quiet_seconds < 0:
            raise ConfigError("quiet_seconds: must not be negative")

    def tokens(self) -> tuple[str, ...]:
        """The tokens as they stand now, the first one signs in. Raises Unauthorised when there is none to be had."""
        try:
            found = tuple(self.credential().split())
        except (ConfigError, OSError) as error:
            raise Unauthorised(f"Telegram: the token cannot be read ({type(error).__name__})") from None
        if not found or not all(_TOKEN.fullmatch(token) for token in found):
            raise Unauthorised("Telegram: the token does not look like 123456:ABC..., as BotFather tells it")
        return found

    def hook_url(self, account: str) -> str:
        """The address that Telegram calls for this account, or would call; "" without a public address."""
        return f"{self.public_url.rstrip('/')}/hooks/{quote(account, safe='')}" if self.public_url else ""


def bot_id(token: str) -> int:
    """Who the bot is: its number stands before the colon of its token."""
    return int(token.partition(":")[0])


def hook_secret(token: str, account: str) -> str:
    """What Telegram shows with each call of the webhook. It is made from the token, so there is no second
    secret to keep, and whoever knows it does not know the token.
    """
    return hmac.new(token.encode(), f"webhook of {account}".encode(), hashlib.sha256).hexdigest()


def _check_url(key: str, url: str) -> None:
    parts = urlsplit(url)
    try:
        well = parts.scheme in {"https", "http"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        well = False
    if not well or "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigError(f"{key}: an address such as https://aduan.office.example is needed")
    if parts.scheme == "http" and not _is_local(url):
        raise ConfigError(f"{key}: http would show secrets and citizens' words on the way; write https")


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
