"""Runs many commands in one process, as it takes a second to start one: one JSON line in, one out."""

import json
import sys

from typer.testing import CliRunner


def main() -> None:
    from gongdao.cli.main import app

    runner, answers = CliRunner(), sys.stdout
    for line in sys.stdin:
        asked = json.loads(line)
        done = runner.invoke(app, asked["arguments"], input=asked["given"], env=asked["environment"])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            print(f"{asked['arguments']}: {done.exception!r}", file=sys.stderr, flush=True)
        answer = {"returncode": done.exit_code, "stdout": done.stdout, "stderr": done.stderr}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
