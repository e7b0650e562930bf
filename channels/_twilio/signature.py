"""Whether a request is Twilio's: its signature over the address that Twilio called and all fields."""

from __future__ import annotations

from channels._twilio.credentials import Credentials
from channels._twilio.form import Form
from core.errors import Forged

SIGNATURE = "x-twilio-signature"


def verify(url: str, form: Form, signature: str, credentials: Credentials) -> None:
    """Raises Forged unless one of the secrets signed it, each tried with its own algorithm alone: what
    the request says about its algorithm is a stranger's word until it is verified.
    """
    # Here, for the library takes longer to import than the rest of the channel.
    from twilio.request_validator import (  # type: ignore[import-untyped]  # twilio ships no types
        RequestValidator,
    )

    if not signature:
        raise Forged("the request is not signed")
    if not any(
        RequestValidator(secret).validate(url, form, signature, algorithm)
        for algorithm, secret in credentials.signing
    ):
        raise Forged("no secret of this account made this signature over this address and these fields")
