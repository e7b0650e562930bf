"""Secrets come from the environment or from a file, never from config.toml; they never print."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from core.errors import ConfigError


@dataclass(frozen=True)
class SecretSource:
    """Where a secret stands: the name of an environment variable or a file's path."""

    env: str = ""
    file: Path | None = None
    where: str = "secret"

    def read(self) -> str:
        """The secret as it stands now (a renewed token is found without a restart).

        Raises ConfigError, naming the source and the remedy, when there is none.
        """
        if self.env:
            value = os.environ.get(self.env, "")
            if not value:
                raise ConfigError(f"{self.where}: the environment variable {self.env} is not set")
            return value
        if self.file is None:
            raise ConfigError(f"{self.where}: name an environment variable or a file that holds the secret")
        try:
            value = self.file.read_text(encoding="utf-8-sig").strip()
        except OSError as error:
            raise ConfigError(f"{self.where}: cannot read {self.file}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ConfigError(f"{self.where}: {self.file} holds no text: save it as UTF-8") from None
        if not value:
            raise ConfigError(f"{self.where}: {self.file} is empty")
        return value
