# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check -q
WORKERS ?= auto

.PHONY: help demo test test-all check lint types imports bench serve lock clean

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# One environment, grown by need: the demo asks for less than the tests do.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Aduan needs Python 3.11 or newer: set PYTHON=python3.12, say"; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { echo "pip is missing: install it first (Debian, Ubuntu: apt install python3-pip)"; exit 1; }
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.stamp-%: requirements/%.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/build.txt -r requirements/$*.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	$(BIN)/aduan classify build
	@touch $@

demo: $(VENV)/.stamp-demo  ## watch messages of every channel become cases (ONCE=1: end by itself and say whether all was right)
	$(BIN)/aduan demo $(if $(ONCE),--once)

test: $(VENV)/.stamp-test  ## the tests, in parallel, in some four minutes on two cores
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow"

test-all: $(VENV)/.stamp-test  ## the tests and the slow proofs (crash, fault, load)
	$(BIN)/python -m pytest -n $(WORKERS)

check: lint types imports test  ## everything that must be green before a commit

lint: $(VENV)/.stamp-test  ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.stamp-test  ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.stamp-test  ## who may import whom
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.stamp-test  ## the benchmarks; each prints ratios
	$(BIN)/python -m bench

serve: $(VENV)/.stamp-run  ## run the service with config.toml
	$(BIN)/aduan serve

lock: | $(VENV)/bin/python  ## pin the requirements anew (needs uv)
	cd requirements && for set in build run demo test; do uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url $$set.in -o $$set.txt || exit 1; done

clean:  ## take away what was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
