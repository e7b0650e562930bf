"""What is not needed is not imported: commands start at once, a cheap machine keeps its memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.conftest import Call

NOT_FOR_HELP = [
    "sqlalchemy",
    "starlette",
    "alembic",
    "imapclient",
    "aiosmtplib",
    "cryptography",
    "uvicorn",
    "jinja2",
    "argon2",
    "psycopg",
    "numpy",
    "holidays",
    "babel",
    "selectolax",
    "inscriptis",
    "puremagic",
    "httpx",
    "telegram",
    "twilio",
    "tweepy",
    "instaloader",
    "sklearn",
]
NOT_TO_SERVE = [
    "alembic",
    "telegram",
    "twilio.rest",
    "tweepy",
    "instaloader",
    "sklearn",
    "psycopg",
    "sqlalchemy.orm",
    "sqlalchemy.dialects.postgresql",
    "charset_normalizer",
    "numpy",
    "openpyxl",
    "rich",
    "pymap",
    "aiosmtpd",
    "httpx",
    "segno",
    "requests",
    "argon2",
    "babel",
    "holidays",
    "selectolax",
    "jinja2",
    "html.parser",
    "difflib",
    "core.ports.register",
    "concurrent.futures.process",
    "core.classify.trained",
    "core.learning.training",
    "core.register",
    "core.standard.files",
    "ops.register",
    "web.public",
    "web.staff.inbox",
    "web.staff.case",
    "web.staff.desk.entry",
    "web.staff.register.page",
]

NOT_TO_OPEN = [
    *("starlette", "uvicorn", "imapclient", "aiosmtplib", "email.policy", "twilio.rest", "requests"),
    *("core.ports.register", "core.group"),
]

LOADED = """
import sys
try:
    {does}
except SystemExit:
    pass
print(*sorted(name for name in {names!r} if name in sys.modules))
"""

SERVE = """
    import asyncio
    from pathlib import Path
    from app.build import build
    from app.clock import SystemClock
    from app.config import read_config
    from app.service import run
    async def serve():
        stop = asyncio.Event()
        service = build(read_config(Path({config!r})), SystemClock())
        await run(service, lambda address: stop.set(), stop)
    asyncio.run(serve())
"""

OPEN = """
    from pathlib import Path
    from app.build import build
    from app.clock import SystemClock
    from app.config import read_config
    service = build(read_config(Path({config!r})), SystemClock())
    assert len(service.channels) == 2
    service.store.close_now()
"""

MAIL_AND_WHATSAPP = """
[accounts.surat]
kind = "mail"
letter = "h"
address = "pengaduan@kantor.example"
password_env = "UNSET"
imap_host = "imap.kantor.example"
smtp_host = "smtp.kantor.example"

[accounts.wa]
kind = "whatsapp"
letter = "i"
account_sid = "AC00000000000000000000000000000000"
number = "+6281500000000"
password_env = "UNSET"
public_url = "https://aduan.kantor.example"
"""


def loaded(does: str, names: list[str]) -> list[str]:
    """Which of these modules a fresh interpreter has imported after doing that."""
    code = LOADED.format(does=does.strip(), names=names)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["normalise", "--help"]], ids=str)
def test_help_imports_no_library_of_weight(arguments: list[str]) -> None:
    does = f"sys.argv = ['aduan', *{arguments!r}]; import app.cli; app.cli.main()"
    assert not loaded(does, NOT_FOR_HELP)


def test_serving_an_up_to_date_database_imports_no_migrations_and_no_unused_channel(
    database: Path, home: Path
) -> None:
    assert not loaded(SERVE.format(config=str(home / "config.toml")), NOT_TO_SERVE)


def test_classifying_needs_no_database_and_no_pages(aduan: Call) -> None:
    does = "sys.argv = ['aduan', 'classify', 'PBG belum terbit']; import app.cli; app.cli.main()"
    assert not loaded(does, ["sqlalchemy", "starlette", "alembic", "imapclient", "cryptography"])


def test_a_command_that_opens_the_database_needs_no_pages_and_no_way_to_the_platforms(
    database: Path, home: Path
) -> None:
    config = home / "config.toml"
    config.write_text(config.read_text() + MAIL_AND_WHATSAPP)
    assert not loaded(OPEN.format(config=str(config)), NOT_TO_OPEN)


def test_loading_a_model_that_was_kept_imports_nothing_of_what_builds_one() -> None:
    does = "from app.models import open_classifier; open_classifier()"
    building = ["core.classify.build", "core.classify.corpus", "core.classify.model.solver", "hashlib"]
    loaded("from app.models import open_classifier; open_classifier()", [])  # built, if this is the first
    assert loaded(does, building) == []


def test_a_classifier_starts_no_thread_that_would_only_spin() -> None:
    does = "import os; from app.models import open_classifier; open_classifier(); print(len(os.listdir('/proc/self/task')))"
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", does], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "1\n"


def test_an_account_for_mail_needs_no_connection_and_no_reader_of_html_before_there_is_any() -> None:
    names = ["selectolax", "charset_normalizer", "imapclient", "aiosmtplib", "email.policy"]
    assert not loaded("import channels.mail", names)
    reads = "from channels.mail.reading.markup import markup_lines; markup_lines('<p>Jalan rusak</p>')"
    assert loaded(reads, names) == ["selectolax"]
