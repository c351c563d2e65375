"""The examples of docs/api.md work as they stand there, one after another, against a running server."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from .scene import made

GUIDE = Path(__file__).parents[3] / "docs" / "api.md"


def blocks() -> list[str]:
    """Return the examples, without the one that sets address and token."""
    found = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return [block for block in found if "TOKEN=gd_" not in block]


@pytest.mark.slow
def test_the_examples_of_the_guide_work(
    transactional_db: None, live_server: Any, tmp_path: Path, curl: str
) -> None:
    scene = made(timezone.now())
    script = "set -eu\n" + "\n".join(blocks())
    environment = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
        "API": f"{live_server.url}/api", "TOKEN": scene.handler.token,
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "not_in_this_state" in done.stdout
    assert (tmp_path / "same.png").read_bytes() == (tmp_path / "photo.png").read_bytes()
