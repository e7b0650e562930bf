"""Dovecot as a test peer: its own configuration in a folder of its own, as root or as anybody."""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from sandbox.mail.imap import MailStore, wait_for_port

TEMPLATE = Path(__file__).with_name("dovecot.conf.in")


def present() -> bool:
    return shutil.which("dovecot") is not None


class Dovecot(MailStore):
    """Mails outlive `kill`; `reset_uidvalidity` makes the server number them anew."""

    folders = ()  # Junk is made by the configuration, and marked as such

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._configure()

    def _configure(self) -> None:
        root = os.getuid() == 0
        owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home.chmod(0o755)
        for folder in ("mail", "run", "state"):
            (self.home / folder).mkdir()
        if root:
            os.chown(self.home / "mail", owner.pw_uid, owner.pw_gid)
        (self.home / "dovecot.conf").write_text(
            TEMPLATE.read_text().format(
                home=self.home,
                port=self.port,
                user=owner.pw_name,
                group=grp.getgrgid(owner.pw_gid).gr_name,
                uid=owner.pw_uid,
                gid=owner.pw_gid,
                password=self.password,
            )
        )

    def start(self) -> None:
        with (self.home / "out.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["dovecot", "-F", "-c", str(self.home / "dovecot.conf")],
                stdout=log,
                stderr=log,
                start_new_session=True,  # its children outlive it, so the whole group is ended
            )
        wait_for_port(self.port)

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            # Its locks outlive it, and the next one would wait a minute for whoever held them.
            for lock in (self.home / "mail").rglob("*.lock"):
                lock.unlink(missing_ok=True)

    def freeze(self) -> None:
        """Answer nothing any more, as behind a dead line."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGSTOP)

    def reset_uidvalidity(self) -> None:
        """Number all mails anew, as after a restored backup. The server must not run."""
        mailbox = self.home / "mail" / self.username
        for index in mailbox.rglob("dovecot.index*"):
            index.unlink()
        for numbers in mailbox.rglob("dovecot-uidlist"):
            first, *_ = numbers.read_text().splitlines()
            validity = int(re.findall(r"\bV(\d+)", first)[0])
            numbers.write_text(re.sub(r"\bV\d+ N\d+", f"V{validity + 1} N1", first) + "\n")
