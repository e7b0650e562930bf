"""The secrets of one account, as they stand in the password's place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import ConfigError

_LABELS = ("token", "app", "verify")
_COOKIES = ("sessionid", "csrftoken", "ds_user_id")


@dataclass(frozen=True, slots=True)
class Secrets:
    """`token` opens the Graph API, one of `app` signs each webhook, one of `verify` is what Meta says when
    the webhook's address is set up.
    """

    token: str = field(repr=False)
    app: tuple[str, ...] = field(repr=False)
    verify: tuple[str, ...] = field(repr=False)


def read_secrets(text: str) -> Secrets:
    """Words separated by blanks or line ends: `token:` the access token, `app:` the app's secret, `verify:`
    the word that Meta repeats at set-up. While a secret is rotated, the old and the new one both stand there.

    Raises ConfigError, without quoting a secret.
    """
    found: dict[str, list[str]] = {label: [] for label in _LABELS}
    for word in text.split():
        label, _, secret = word.partition(":")
        if label not in found or not secret:
            raise ConfigError('password: each secret begins with "token:", "app:" or "verify:"')
        found[label].append(secret)
    missing = [label for label in _LABELS if not found[label]]
    if missing:
        raise ConfigError(f"password: {', '.join(f'{label}:' for label in missing)} is missing")
    return Secrets(found["token"][0], tuple(found["app"]), tuple(found["verify"]))


def read_cookies(text: str) -> Mapping[str, str]:
    """The cookies of a session that a person opened in a browser, for instaloader: as JSON, or as the
    browser sends them (`sessionid=...; csrftoken=...; ds_user_id=...`).

    Raises ConfigError, without quoting one.
    """
    try:
        found: Any = json.loads(text)
    except ValueError:
        pairs = (part.partition("=") for part in text.replace("\n", ";").split(";"))
        found = {name.strip(): value.strip() for name, _, value in pairs if value.strip()}
    cookies = {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
    missing = [name for name in _COOKIES if not cookies.get(name)]
    if missing:
        raise ConfigError(f"password: the session's {', '.join(missing)} is missing")
    return cookies
