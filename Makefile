# 公道 gongdao. `make run` starts it, `make test` proves it, `make check` is what a change must pass.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
ARGS ?=

.PHONY: help run test test-fast check bench lock needs clean

help: ## Show what there is to make.
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run.stamp ## Start everything; ARGS=--once plays the demo and ends.
	@exec .venv/bin/gongdao serve $(ARGS)

test: .venv/dev.stamp needs ## Run all tests and install what they need; ARGS go to pytest.
	@tools/test.sh $(ARGS)

test-fast: .venv/dev.stamp ## Run the tests of the law alone: no database, a few seconds.
	@.venv/bin/pytest tests/rulebook -q $(ARGS)

check: .venv/dev.stamp needs ## Format, lint, types, layers, then all tests.
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	tools/test.sh $(ARGS)

bench: .venv/run.stamp ## Measure, beside what the machine itself can do; prints JSON lines.
	@.venv/bin/python -m bench $(ARGS)

lock: ## Renew the locked requirements (needs uv).
	@for name in base dev; do \
		uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
			--no-header "requirements/$$name.in" -o "requirements/$$name.txt" || exit 1; \
	done

needs:
	@tools/needs.sh

clean: ## Remove the environment and caches; the data under var/ stays.
	@rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# The stamps: pip runs again only when a lock or the package's own description has changed.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "需要 Python 3.11 或更新 / Python 3.11 or newer is needed (make PYTHON=…)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python requirements/base.txt pyproject.toml
	@tools/install.sh base
	@touch $@

.venv/dev.stamp: .venv/bin/python requirements/dev.txt pyproject.toml
	@tools/install.sh dev
	@touch $@ .venv/run.stamp
