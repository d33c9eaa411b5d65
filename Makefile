# One place for every task. `make demo` and `make test` need Python 3.11+ and nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE ?= sample_exports/kestrel-custom/export
OUT    ?= demo

.PHONY: demo test check lint types layers format bench docs clean system

$(VENV)/.installed: requirements-dev.txt requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q analyzer
	touch $@

demo: $(VENV)/.installed  ## Assess a sample export and write its report to demo/
	$(BIN)/cloudsync-readiness analyze $(SAMPLE) -o $(OUT)

test: $(VENV)/.installed  ## All tests; those that need Chromium or LibreOffice skip where these are missing
	$(BIN)/python -m pytest -n auto --dist loadfile

check: lint types layers docs test  ## Everything a change must pass

lint: $(VENV)/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.installed
	$(BIN)/mypy

layers: $(VENV)/.installed
	$(BIN)/lint-imports

docs: $(VENV)/.installed  ## Generated pages are fresh and links inside the repository lead somewhere
	$(BIN)/python -m pytest -q tests/docs

format: $(VENV)/.installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed  ## Times as ratios to lxml's bare parse; numbers go into benchmarks/README.md
	$(BIN)/python -m benchmarks

system:  ## What the browser and workbook tests use, on Debian
	apt-get update
	apt-get install --yes --no-install-recommends chromium libreoffice-calc poppler-utils fonts-dejavu-core

clean:
	rm -rf $(VENV) $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
