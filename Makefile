# Everything a newcomer needs: Python 3.11 or later, make and git.
#   make demo            three small studies with pictures in results/
#   make check           lint, types, doors between rooms, fast tests (about a minute; the first time two)
#   make test            everything (under ten minutes)
#   make site            the documentation as a site
#   make test PYTHON=python3.12 VENV=.venv312     the same on another interpreter

# The first interpreter on the path that is new enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(WORKERS)
# Python keeps what it has compiled in __pycache__, whatever the shell says: imports take half the time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help venv demo check test lint types doors fast all lock schema golden site bench clean

help:
	@sed -n 's/^#   //p' Makefile

venv: $(STAMP)

$(STAMP): requirements-lock.txt pyproject.toml
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "aicompete needs Python 3.11 or later; choose one with PYTHON=..."; exit 1; }
	@echo "Building $(VENV) with $(PYTHON) (a minute or two) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-lock.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

demo: $(STAMP)
	$(BIN)/aicompete run configs/baseline.yaml --runs 200 --out results/demo
	$(BIN)/aicompete run configs/baseline_answered.yaml --runs 200 --out results/demo_answered
	$(BIN)/aicompete compare results/demo results/demo_answered
	$(BIN)/aicompete sweep experiments/demo.yaml --out results/demo_sweep

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tools/lint_columns.py

types: $(STAMP)
	$(BIN)/mypy

doors: $(STAMP)
	$(BIN)/lint-imports

fast: $(STAMP)
	$(PYTEST) -m "not slow"

all: $(STAMP)
	$(PYTEST)

# Lint and types beside the tests: without a cache the types alone keep one processor busy for half a minute.
check: $(STAMP)
	@$(MAKE) --no-print-directory --jobs $(WORKERS) lint types doors fast

test: $(STAMP)
	@$(MAKE) --no-print-directory --jobs $(WORKERS) lint types doors all

# Resolve the newest versions that fit pyproject.toml on Python 3.11 and later, for all platforms.
lock:
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --upgrade --no-annotate \
		--custom-compile-command "make lock" --quiet --output-file requirements-lock.txt

# JSON schemas for editors, from the catalogue.
schema: $(STAMP)
	$(BIN)/aicompete schema

# Refresh the golden numbers. On purpose only: the change shows in review.
golden: $(STAMP)
	$(BIN)/python tools/refresh_golden.py

# The pages in docs/ as a site in site/.
site: $(STAMP)
	$(BIN)/python -m mkdocs build --strict

bench: $(STAMP)
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
