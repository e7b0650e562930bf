"""Webhooks and status callbacks: signed as Twilio signs, and called again as its address asks."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import parse_qs, urlencode, urlsplit

SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Signer:
    """`shared_key` signs with HMAC-SHA256 and says so in a header; without it the Auth Token signs (SHA-1)."""

    auth_token: str
    shared_key: str = ""

    def headers(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        """What the request carries, for the address without its fragment and all fields in order."""
        said = (url + "".join(name + form[name] for name in sorted(form))).encode()
        secret, digest = (
            (self.shared_key or self.auth_token).encode(),
            "sha256" if self.shared_key else "sha1",
        )
        made = base64.b64encode(hmac.new(secret, said, getattr(hashlib, digest)).digest()).decode()
        settings = {"X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_x,algorithm=HMAC_SHA256"}
        return {"X-Twilio-Signature": made, **(settings if self.shared_key else {})}


@dataclass(frozen=True, slots=True)
class Call:
    """`public` is the address that is signed, `reached` where it is on this machine."""

    public: str
    reached: str
    form: Mapping[str, str]

    def make(self, signer: Signer) -> int:
        """The last answer's status; 0 where nobody answered. Called again as often as the address says."""
        tries, policies = _overrides(self.public)
        status = 0
        for number in range(tries + 1):
            status = self._once(signer, number)
            failed = "5xx" if status >= 500 else "4xx" if status >= 400 else "ct" if status == 0 else ""
            if not failed or not policies & {failed, "all"}:
                break
        return status

    def _once(self, signer: Signer, number: int) -> int:
        public, here = urlsplit(self.public), urlsplit(self.reached)
        signed = public._replace(fragment="").geturl()
        path = public.path + (f"?{public.query}" if public.query else "")
        headers = {
            "Host": public.netloc,
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": hashlib.sha256(repr((signed, self.form)).encode()).hexdigest(),
            "X-Twilio-Retry": str(number),
            **signer.headers(signed, self.form),
        }
        connection = HTTPConnection(here.hostname or "", here.port, timeout=SECONDS)
        try:
            connection.request("POST", path, urlencode(self.form), headers)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()


def _overrides(url: str) -> tuple[int, set[str]]:
    """Retries and when, as the fragment of an address says: by default one, when nobody answers."""
    said = parse_qs(urlsplit(url).fragment)
    return int(said.get("rc", ["1"])[0]), set(said.get("rp", ["ct"])[0].split(","))
