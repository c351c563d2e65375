"""A time-stamp authority of our own: certificates by openssl, answers by `openssl ts`, over real HTTP."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.serving import Quiet, serving

_CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
[ext]
extendedKeyUsage = critical,timeStamping
"""


@dataclass
class Authority:
    """`root`: its certificate; `mood`: fine, slow, garbage, refuses, another or endless."""

    url: str
    root: Path
    mood: str = "fine"
    asked: int = 0


def _openssl(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _certificates(folder: Path) -> None:
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    _openssl(folder, *"req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 30".split(),
             "-subj", "/CN=Root of the tests")  # fmt: skip
    _openssl(folder, *"req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr".split(),
             "-subj", "/CN=Clock of the tests")  # fmt: skip
    _openssl(folder, *"x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial".split(),
             *"-out tsa.pem -days 30 -extfile tsa.cnf -extensions ext".split())  # fmt: skip


@contextmanager
def authority(folder: Path) -> Iterator[Authority]:
    """Run one until the block ends; its files lie in `folder`."""
    _certificates(folder)

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # as http.server names it
            query = self.rfile.read(int(self.headers["Content-Length"]))
            found.asked += 1
            if found.mood == "slow":
                time.sleep(7)
            if found.mood == "another":
                (folder / "x").write_bytes(b"something else")
                query = _openssl(folder, "ts", "-query", "-data", "x", "-sha256", "-cert")
            (folder / "query").write_bytes(query if found.mood != "refuses" else b"nonsense")
            answer = b"no stamp"
            if found.mood not in ("garbage", "endless"):
                answer = _openssl(
                    folder, "ts", "-reply", "-config", "tsa.cnf", "-section", "one", "-queryfile", "query"
                )
            if found.mood == "endless":
                answer = b"0" * 1024 * 1024
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            with suppress(OSError):  # who asked went away
                self.wfile.write(answer)

    with serving(Handler) as address:
        found = Authority(f"{address}/", folder / "root.pem")
        yield found
