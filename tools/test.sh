#!/usr/bin/env bash
# All tests: what stores things on PostgreSQL 15 too, then everything on the server that the program carries.
set -euo pipefail
cd "$(dirname "$0")/.."
pytest=(.venv/bin/python -m pytest -q -n "${TEST_PROCESSES:-2}" --dist loadgroup)
if [ $# -gt 0 ]; then
    exec "${pytest[@]}" "$@"
fi
if [ -n "${CI:-}" ] || [ -x /usr/lib/postgresql/15/bin/postgres ]; then
    "${pytest[@]}" tests/rooms --postgres 15
fi
exec "${pytest[@]}"
