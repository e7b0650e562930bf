"""The stage of the demo: an office's service with an officer, all in a folder that is thrown away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from app.build import Service, build, build_store
from app.clock import SystemClock
from app.config import AccountSection, Config, RouteSection, StoreSection, WebSection
from core.classify.labels import Sector
from core.ports.inbox import Officer, Role
from storage.seal import generate_master_key, master_key_text
from web.passwords import Passwords

MANAGER = Officer("siti", "Siti Pengelola", Role.COMPLAINT_MANAGER, "complaint_manager")


def demo_config(folder: Path, accounts: Sequence[AccountSection], port: int) -> Config:
    """A configuration as an office would write it, its accounts pointing at stand-ins on this machine."""
    key = folder / "master.key"
    key.touch(mode=0o600)
    key.write_text(master_key_text(generate_master_key()), encoding="utf-8")
    return Config(
        store=StoreSection(f"sqlite:///{folder}/aduan.db", folder / "files", master_key_file=key),
        web=WebSection(port=port),
        routing=(
            RouteSection("bangunan", "tim_bangunan", sector=Sector.PUBLIC_WORKS_HOUSING),
            RouteSection("kesehatan", "tim_kesehatan", sector=Sector.HEALTH_DRUG_FOOD),
        ),
        accounts=tuple(accounts),
    )


async def open_office(config: Config) -> tuple[Service, str]:
    """The service over a new database, and the password of its one officer."""
    build_store(config, create=True).close_now()
    service = build(config, SystemClock())
    password = secrets.token_urlsafe(9)
    hashed = await Passwords().hash(password)
    await service.store.write(lambda unit: unit.staff.add(MANAGER, hashed))
    return service, password
