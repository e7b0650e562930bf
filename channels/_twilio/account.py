"""The keys of one number at Twilio, and what they mean."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from channels._twilio.credentials import Credentials, read_credentials
from core.errors import ConfigError, Unauthorised

MEBIBYTE = 1024 * 1024
_LOCAL_NAMES = {"localhost"}


@dataclass(frozen=True, slots=True)
class Settings:
    """One number of the office at Twilio, for WhatsApp or for SMS.

    account_sid: The account's name at Twilio, AC and 32 digits.
    number: The office's number with country code, such as +6281500000000.
    credential: Returns the Auth Token, and what else `channels._twilio.credentials` names. It is asked
        anew each time, so a rotated token is taken up without a restart. It may raise OSError.
    api_key: The name of an API key (SK...), when its secret (`rest:`) signs in instead of the Auth Token.
    public_url: The address under which Twilio reaches the service, such as https://aduan.office.example;
        what it calls is /hooks/<account> below it.
    webhook: Whether Twilio can reach us. Without it the list of messages is asked alone.
    messaging_service: A messaging service (MG...) that sends instead of the number.
    template: An approved WhatsApp template (HX...) whose {{1}} takes the text, for answers after the 24
        hours in which WhatsApp lets free text pass. Without one a person is told.
    sweep_seconds: Ask for the list of messages this often, in seconds.
    overlap_minutes: Ask again for this much of what was listed before, in minutes.
    delay_seconds: Leave the webhook this much time before the list is believed, in seconds: it tells more.
    listed_seconds: Look a message whose sending was uncertain up on Twilio's list this much later, in
        seconds: by then what Twilio took must stand there, or it would leave twice.
    media_hosts: Where files may be fetched from; a leading dot stands for every name below it.
    max_media_bytes: A bigger file is refused, and the case says so.
    max_parts: An SMS may be cut into at most this many parts.
    timeout: Give up a silent connection after this many seconds.
    api_url: Where Twilio's API is; another region has another address.
    """

    account_sid: str
    number: str
    credential: Callable[[], str] = field(repr=False)
    api_key: str = ""
    public_url: str = ""
    webhook: bool = True
    messaging_service: str = ""
    template: str = ""
    sweep_seconds: float = 120
    overlap_minutes: float = 15
    delay_seconds: float = 120
    listed_seconds: float = 60
    media_hosts: tuple[str, ...] = ("api.twilio.com", ".twiliocdn.com", "s3-external-1.amazonaws.com")
    max_media_bytes: int = 20 * MEBIBYTE
    max_parts: int = 4
    timeout: float = 10
    api_url: str = "https://api.twilio.com"

    def __post_init__(self) -> None:
        """Raise ConfigError, naming the key and the remedy, where a key cannot be right."""
        _check_name("account_sid", self.account_sid, "AC")
        for key, prefix in (("api_key", "SK"), ("messaging_service", "MG"), ("template", "HX")):
            if getattr(self, key):
                _check_name(key, getattr(self, key), prefix)
        if not (self.number.startswith("+") and self.number[1:].isdecimal() and len(self.number) > 7):
            raise ConfigError("number: write it with country code, such as +6281500000000")
        _check_url("api_url", self.api_url)
        if self.webhook and not self.public_url:
            raise ConfigError("public_url: write the address that Twilio calls, or webhook = false")
        if self.public_url:
            _check_url("public_url", self.public_url)
        for key in ("sweep_seconds", "listed_seconds", "max_media_bytes", "max_parts", "timeout"):
            if getattr(self, key) <= 0:
                raise ConfigError(f"{key}: must be greater than 0")

    @property
    def credentials(self) -> Credentials:
        """The secrets as they stand now. Raises ConfigError and OSError."""
        return read_credentials(self.credential())

    def sign_in(self) -> tuple[str, str]:
        """User name and secret for the REST API. Raises Unauthorised when there is none to be had."""
        try:
            return self.api_key or self.account_sid, self.credentials.sign_in
        except (ConfigError, OSError) as error:
            raise Unauthorised(f"Twilio: the secret cannot be read ({type(error).__name__})") from None

    def hook_url(self, account: str) -> str:
        """The address that Twilio calls for this account; "" where it cannot reach us."""
        return f"{self.public_url.rstrip('/')}/hooks/{quote(account, safe='')}" if self.webhook else ""


def is_local(host: str) -> bool:
    """Whether the host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in _LOCAL_NAMES


def _check_name(key: str, value: str, prefix: str) -> None:
    if not (value.startswith(prefix) and len(value) == 34 and value.isalnum()):
        raise ConfigError(f"{key}: {prefix} and 32 digits are wanted, as Twilio's console shows it")


def _check_url(key: str, url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"https", "http"} or not host:
        raise ConfigError(f"{key}: an address such as https://aduan.office.example is needed")
    if parts.scheme == "http" and not is_local(host):
        raise ConfigError(f"{key}: http would show secrets and citizens' words on the way; write https")
    if "@" in parts.netloc or ":" in host or parts.query or parts.fragment:
        # The validator of twilio 9.13 garbles user names and IPv6 addresses when it tries the ports.
        raise ConfigError(f"{key}: a name of the host, without user name, numbers of IPv6, ? or #")
