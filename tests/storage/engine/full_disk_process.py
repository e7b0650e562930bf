"""A process whose files may not grow: seals an attachment without room, then with room."""

import resource
import signal
import sys
from pathlib import Path

from core.errors import StoreFull
from core.message import Attachment
from storage.files import SealedFiles
from storage.seal import Sealer
from tests.storage.conftest import MASTER_KEY


def limit_file_size(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


attachment = Attachment("foto.jpg", "image/jpeg", 300_000, "", bytes(300_000))
files = SealedFiles(Path(sys.argv[1]), Sealer(MASTER_KEY))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit_file_size(100_000)
try:
    files.seal([attachment])
except StoreFull as error:
    print(error)
limit_file_size(resource.RLIM_INFINITY)
print(files.open(files.seal([attachment])[0].reference) == attachment.data)
