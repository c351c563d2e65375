"""README.md and README.zh.md say the same, and what they show is what a stranger gets."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from .documents import README, README_ZH, ROOT, examples, headings, links

_START_SECONDS = 180
# One row of the example is dated in a thirteenth month, one came by pager: `intake` ends with 3 and says why.
_ENDS_WITH = {"gongdao intake file docs/examples/complaints.csv": 3}


def test_both_languages_have_the_same_sections_commands_and_targets() -> None:
    assert [level for level, _ in headings(README)] == [level for level, _ in headings(README_ZH)]
    assert examples(README, "sh") == examples(README_ZH, "sh")
    assert len(examples(README)) == len(examples(README_ZH))
    own = {"README.md", "README.zh.md", "docs/using.md", "docs/using.zh.md"}

    def elsewhere(path: Path) -> list[str]:
        return [link for link in links(path) if not link.startswith("#") and link not in own]

    assert elsewhere(README) == elsewhere(README_ZH)
    assert [row["Number"] for row in _rows(README)] == [row["编号"] for row in _rows(README_ZH)]
    assert _first_columns(README) == _first_columns(README_ZH)


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < 200
    assert len(README_ZH.read_text(encoding="utf-8").splitlines()) < 200


@pytest.mark.slow
def test_a_stranger_gets_what_the_readme_shows(
    tmp_path: Path, served: tuple[str, dict[str, str]], curl: str
) -> None:
    """Run every example of the README in order, but for the two commands that install and test."""
    bash = shutil.which("bash")
    assert bash is not None
    url, environment = served
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    script = ["set -u"]
    for text in (example.text for example in examples(README, "sh")):
        if text.startswith("make "):
            continue
        for line in text.replace("\\\n", " ").splitlines():
            wanted = _ENDS_WITH.get(line, 0)
            command = line.replace("http://127.0.0.1:8000", url)
            script.append(
                f"{command}\ns=$?; [ $s = {wanted} ] || {{ echo FAILED $s: '{line[:40]}'; exit 1; }}"
            )
    done = subprocess.run(
        [bash, "-c", "\n".join(script)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert (tmp_path / "docs/examples/complaints.csv.rejected.csv").read_text(encoding="utf-8-sig").count(
        "\n"
    ) == 3
    assert "花瓶" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("readme", "language"), [(README, "en"), (README_ZH, "zh")])
def test_the_table_of_the_readme_is_what_the_demo_prints(
    readme: Path, language: str, served: tuple[str, dict[str, str]]
) -> None:
    gongdao = [sys.executable, "-m", "gongdao", "demo", "--lang", language]
    printed = subprocess.run(gongdao, env=served[1], capture_output=True, text=True, check=True).stdout
    shown = [[_squeezed(cell) for cell in row.values()] for row in _rows(readme)]
    assert len(shown) == 5
    told = _printed_rows(printed)
    assert [row for row in shown if row not in told] == []
    assert [_squeezed(name) for name in _rows(readme)[0]] == told[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Run the program with its demonstration in a home of its own; give its address and environment."""
    home = tmp_path_factory.mktemp("home")
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    without = (
        "DATABASE_URL",
        "GONGDAO_SECRET_KEY",
        "TEST_DATABASE_URL",
        "DJANGO_SETTINGS_MODULE",
        "LANG",
        "LC_ALL",
    )
    environment = {name: value for name, value in os.environ.items() if name not in without}
    folder = Path(sys.executable).parent
    environment |= {"GONGDAO_HOME": str(home), "PATH": f"{folder}:{os.environ['PATH']}", "COLUMNS": "160"}
    log = (home / "serve.log").open("w")
    command = [sys.executable, "-m", "gongdao", "serve", "--port", str(port), "--workers", "1"]
    program = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/healthz", program, home / "serve.log")
        yield url, environment
    finally:
        program.send_signal(signal.SIGINT)
        try:
            program.wait(60)
        except subprocess.TimeoutExpired:
            program.kill()


def _wait_for(url: str, program: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and program.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # our own address
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the program did not open:\n{log.read_text(encoding='utf-8')[-3000:]}")


def _rows(readme: Path) -> list[dict[str, str]]:
    """The rows of the demo's table, by column."""
    lines = readme.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    start = next(index for index, row in enumerate(cells) if row[0] in ("Number", "编号"))
    return [
        dict(zip(cells[start], row, strict=True))
        for row in cells[start + 2 :]
        if len(row) == len(cells[start])
    ]


def _first_columns(readme: Path) -> list[str]:
    """What stands as code in the first column of the tables: users."""
    text = readme.read_text(encoding="utf-8")
    return [
        code
        for line in re.findall(r"^\|([^|]+)\|", text, re.MULTILINE)
        for code in re.findall(r"`([^`]+)`", line)
    ]


def _printed_rows(text: str) -> list[list[str]]:
    """The cells of a printed table, those over several lines put together, without any space."""
    rows: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith(("├", "╭")):
            rows.append([])
        elif line.startswith("│"):
            cells = [_squeezed(cell) for cell in line.strip("│").split("│")]
            rows[-1] = [
                before + cell for before, cell in zip(rows[-1] or [""] * len(cells), cells, strict=True)
            ]
    return rows


def _squeezed(text: str) -> str:
    return re.sub(r"\s|<br>", "", text)
