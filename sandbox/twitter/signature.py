"""Whether a request is signed as OAuth 1.0a asks (RFC 5849 section 3.4): over the address that X has in public."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

PUBLIC = "https://api.twitter.com"
_FIELD = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Secrets:
    key: str
    key_secret: str
    token: str
    token_secret: str

    def signed(self, method: str, path: str, query: str, header: str) -> bool:
        """A request with a JSON body signs its address and the header's fields alone."""
        scheme, _, rest = header.partition(" ")
        fields = {name: unquote(value) for name, value in _FIELD.findall(rest)}
        said = fields.pop("oauth_signature", "")
        if scheme != "OAuth" or (fields.get("oauth_consumer_key"), fields.get("oauth_token")) != (
            self.key,
            self.token,
        ):
            return False
        return hmac.compare_digest(said, self._signature(method, path, query, fields))

    def _signature(self, method: str, path: str, query: str, fields: Mapping[str, str]) -> str:
        pairs = [*parse_qsl(query, keep_blank_values=True), *fields.items()]
        sorted_pairs = sorted((_coded(name), _coded(value)) for name, value in pairs)
        parameters = "&".join(f"{name}={value}" for name, value in sorted_pairs)
        base = "&".join(map(_coded, (method, f"{PUBLIC}{path}", parameters)))
        key = f"{_coded(self.key_secret)}&{_coded(self.token_secret)}"
        return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


def _coded(text: str) -> str:
    return quote(text, safe="-._~")
