"""Sealing: how personal data lies on the disk (UU 27/2022 articles 35 and 39).

Each value is encrypted with AES-256-GCM under the key of its person or message; those keys are stored
wrapped by a key derived from the master key, which lives outside the database. What must be found
again is stored as a keyed hash. Destroying a wrapped key erases all that was sealed with it.
"""

from storage.seal.escrow import escrow_text, parse_escrow
from storage.seal.master import generate_master_key, master_key_text, parse_master_key
from storage.seal.sealer import DataKey, Sealer

__all__ = [
    "DataKey",
    "Sealer",
    "escrow_text",
    "generate_master_key",
    "master_key_text",
    "parse_escrow",
    "parse_master_key",
]
