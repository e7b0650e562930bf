"""The stage of the demo: a mail provider, an office's service with an officer, all in a folder that is thrown away."""

from __future__ import annotations

import secrets
from pathlib import Path

from app.build import Service, build, build_store
from app.clock import SystemClock
from app.config import AccountSection, Config, RouteSection, StoreSection, WebSection
from channels.mail import Settings
from core.classify.labels import Sector
from core.ports.inbox import Officer, Role
from sandbox.mail.platform import Platform
from storage.seal import generate_master_key, master_key_text
from web.passwords import Passwords

OFFICE = "aduan@office.example"
ACCOUNT = "surat"
MANAGER = Officer("siti", "Siti Pengelola", Role.COMPLAINT_MANAGER, "complaint_manager")


def demo_config(folder: Path, platform: Platform, port: int) -> Config:
    """A configuration as an office would write it, pointing at the provider on this machine."""
    key = folder / "master.key"
    key.touch(mode=0o600)
    key.write_text(master_key_text(generate_master_key()), encoding="utf-8")
    settings = Settings(
        address=OFFICE,
        imap_host="127.0.0.1",
        smtp_host="127.0.0.1",
        credential=lambda: platform.password,
        username=platform.username,
        imap_port=platform.imap_port,
        imap_security="none",
        smtp_port=platform.smtp_port,
        smtp_security="none",
        from_name="Pengaduan DPMPTSP",
        poll_seconds=2,
    )
    return Config(
        store=StoreSection(f"sqlite:///{folder}/aduan.db", folder / "files", master_key_file=key),
        web=WebSection(port=port),
        routing=(
            RouteSection("bangunan", "tim_bangunan", sector=Sector.PUBLIC_WORKS_HOUSING),
            RouteSection("kesehatan", "tim_kesehatan", sector=Sector.HEALTH_DRUG_FOOD),
        ),
        accounts=(AccountSection(ACCOUNT, "mail", "g", None, settings),),
    )


async def open_office(config: Config) -> tuple[Service, str]:
    """The service over a new database, and the password of its one officer."""
    build_store(config, create=True).close_now()
    service = build(config, SystemClock())
    password = secrets.token_urlsafe(9)
    hashed = await Passwords().hash(password)
    await service.store.write(lambda unit: unit.staff.add(MANAGER, hashed))
    return service, password
