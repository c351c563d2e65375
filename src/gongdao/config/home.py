"""Where the program keeps its files: database, secrets, evidence, outbox."""

import os
from pathlib import Path


def home() -> Path:
    """Return the folder for everything the program writes, as an absolute path. It is not made here.

    `GONGDAO_HOME` wins; else `var` beside `pyproject.toml` when run from a checkout; else `var` in the
    current folder.
    """
    chosen = os.environ.get("GONGDAO_HOME")
    if chosen:
        return Path(chosen).expanduser().resolve()
    root = Path(__file__).resolve().parents[3]
    return (root if (root / "pyproject.toml").is_file() else Path.cwd()) / "var"
