# Everything here works from nothing but make and Python 3.11+, in an environment of its own.
# Another place for it: make test VENV=/somewhere/else

VENV ?= .venv
PYTHON ?= python3
DIARY ?= examples/night_cramps.yaml
REPORT ?= report.html
BENCH ?=
# Simulated in each arm of the gallery of experiments.
PEOPLE ?= 96

BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# Modules are compiled now, or every first command would wait for it.
SYNC := UV_PROJECT_ENVIRONMENT="$(abspath $(VENV))" $(BIN)/uv sync --frozen --inexact --no-default-groups --compile-bytecode
COMPILE := $(BIN)/python -m compileall -q src/cramp
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help report test quick lint docs bench clean

help: ## Say what each target does.
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

report: $(STAMP)-run ## Set up, then turn DIARY into REPORT (examples/night_cramps.yaml into report.html).
	$(BIN)/cramp report "$(DIARY)" --out "$(REPORT)"

test: $(STAMP)-test ## Set up, then run every test.
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

quick: $(STAMP)-test ## Run the tests that take no more than seconds.
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not slow"

lint: $(STAMP)-lint $(STAMP)-test ## Check style, types and the direction of imports.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports --no-logo

docs: $(STAMP)-docs ## Build the documentation into docs/_build/html; warnings are errors.
	CRAMP_GALLERY_PEOPLE=$(PEOPLE) $(BIN)/sphinx-build -W --keep-going -b html docs docs/_build/html

bench: $(STAMP)-test ## Time the engines and whole reports; write the results (BENCH=--quick: print a part).
	$(BIN)/python -m benchmarks.bench_engine $(BENCH)

clean: ## Remove what was built; the environment stays.
	rm -rf docs/_build docs/_generated dist report.html \
		.pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit("cramp needs Python 3.11 or newer; name one with PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv "$(VENV)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(STAMP)-run: uv.lock pyproject.toml | $(BIN)/uv
	$(SYNC)
	$(COMPILE)
	@touch $@

$(STAMP)-%: uv.lock pyproject.toml | $(BIN)/uv
	$(SYNC) --group $*
	$(COMPILE)
	@touch $@
