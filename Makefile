# `make help` lists what there is to do.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# Where Python is told to keep nothing compiled, each process of the tests compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install install-dev browser demo test lint check bench docs lock clean thorough

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## make the virtual environment and install what Homeroom runs with

install-dev: $(VENV)/.installed-dev ## install what the tests need, too

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Homeroom needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.python
	@echo "Installing Homeroom into $(VENV) ..." >&2
	@$(BIN)/pip install -q --require-hashes -r requirements.lock >&2
	@$(BIN)/pip install -q --no-deps --no-build-isolation -e . >&2
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing the test tools into $(VENV) ..." >&2
	@$(BIN)/pip install -q --require-hashes -r requirements-dev.lock >&2
	@touch $@

browser: ## install Debian's chromium for the browser journeys (needs root)
	@.ci/browser

demo: install ## the whole way of a grade, on a pretend district (ARGS="--once --json --api 1.1")
	@$(BIN)/homeroom demo $(ARGS)

test: install-dev browser ## everything that must hold
	@$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

thorough: install-dev browser ## the same, and what takes too long for every run
	@HOMEROOM_THOROUGH=1 $(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

lint: install-dev ## format, lint, spelling, types
	@$(BIN)/ruff format --check src tests
	@$(BIN)/ruff check src tests
	@$(BIN)/codespell src tests docs README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md
	@$(BIN)/mypy

check: lint ## the fast part: lint, rooms, unit tests
	@$(BIN)/python -m pytest tests/test_rooms.py tests/unit $(ARGS)

bench: install ## measure speed, each figure beside its floor
	@$(BIN)/homeroom bench $(ARGS)

docs: install-dev ## bring the reference up to date; check links and commands in the docs
	@$(BIN)/python -m tests.docs.generate
	@$(BIN)/python -m pytest tests/docs $(ARGS)

lock: ## compile requirements*.in into the lock files (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 requirements.in -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.lock

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
