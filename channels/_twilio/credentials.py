"""The secrets of one account at Twilio, as they stand in the password's place."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import ConfigError

SHA1, SHA256 = "HMAC_SHA1", "HMAC_SHA256"
_LABELS = {"": SHA1, "sha1": SHA1, "sha256": SHA256}


@dataclass(frozen=True, slots=True)
class Credentials:
    """`sign_in` opens the REST API; `signing` are the secrets that sign webhooks, each with its algorithm."""

    sign_in: str = field(repr=False)
    signing: tuple[tuple[str, str], ...] = field(repr=False)


def read_credentials(text: str) -> Credentials:
    """Secrets separated by blanks or line ends. While one is rotated, both stand there.

    A bare word is an Auth Token: the first one signs in, each verifies webhooks (HMAC-SHA1). Before a
    colon stands what else a secret is for: `sha256:` a SharedKey that verifies webhooks (HMAC-SHA256),
    `sha1:` an Auth Token that verifies only, `rest:` a token or an API key's secret that signs in only.
    Raises ConfigError, without quoting a secret.
    """
    sign_in: list[str] = []
    bare: list[str] = []
    signing: list[tuple[str, str]] = []
    for word in text.split():
        label, colon, secret = word.rpartition(":")
        if not secret or (colon and label not in {*_LABELS, "rest"}) or (colon and not label):
            raise ConfigError('password: a secret is bare, or begins with "sha256:", "sha1:" or "rest:"')
        if label == "rest":
            sign_in.append(secret)
            continue
        signing.append((_LABELS[label], secret))
        if not label:
            bare.append(secret)
    if not sign_in + bare:
        raise ConfigError("password: the Auth Token is missing; without it nothing can be fetched or sent")
    return Credentials((sign_in + bare)[0], tuple(signing))
