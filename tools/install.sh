#!/usr/bin/env bash
# Installs the locked requirements (base or dev) and this package into .venv, each wheel checked by its hash.
set -euo pipefail
cd "$(dirname "$0")/.."
echo "安装依赖 / installing what is locked in requirements/$1.txt …"
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "requirements/$1.txt"
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
