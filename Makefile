# The commands of Saveface. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export PORT

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-13s %s\n", $$1, $$2}'

# --- set-up -----------------------------------------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "Saveface needs Python 3.11 (found: $$($(PYTHON) -V 2>&1)). Install it, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@echo "[setup] making the virtual environment in $(VENV)"
	@"$(PYTHON)" -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "No virtual environment could be made. On Debian: apt install python3-venv"; exit 1; }

# PIP_PROGRESS_BAR and the filter keep one line a package: a first run takes about a minute.
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r

$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "[setup] installing the packages of requirements.txt (about a minute, 700 MB)"
	@$(INSTALL) requirements.txt \
		|| { echo "The packages could not be installed: see above. No network? Set PIP_INDEX_URL to a mirror of PyPI; then the same command goes on."; exit 1; }
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "[setup] installing the packages of requirements-dev.txt (about two minutes, 1 GB)"
	@$(INSTALL) requirements-dev.txt \
		|| { echo "The packages could not be installed: see above. No network? Set PIP_INDEX_URL to a mirror of PyPI; then the same command goes on."; exit 1; }
	@touch $@ $(VENV)/.installed

# Node reads the scripts for `make check`. Nothing that runs or is tested needs it.
node_modules/.installed: package-lock.json
	@if ! command -v npm >/dev/null; then \
		echo "[setup] no Node, so make check cannot read the scripts. On Debian: apt install npm; then make setup"; \
	else \
		echo "[setup] installing the packages of package-lock.json (a linter, 100 MB)"; \
		npm ci --silent --no-audit --no-fund && touch $@ \
			|| { echo "The linter could not be installed: see above. No network? Set npm_config_registry to a mirror of npm; then the same command goes on."; exit 1; }; \
	fi

.PHONY: setup
setup: $(VENV)/.installed-dev node_modules/.installed ## the virtual environment with everything for development

.PHONY: hooks
hooks: setup ## the quick checks before each commit, from now on
	@$(BIN)/pre-commit install

.PHONY: lock
lock: $(VENV)/.installed-dev ## requirements*.txt from requirements*.in
	@for name in requirements requirements-onnx requirements-dev; do \
		$(BIN)/uv pip compile -q --no-config --python-version 3.11 --generate-hashes --emit-find-links \
			--custom-compile-command "make lock" $$name.in -o $$name.txt || exit 1; done

# --- run --------------------------------------------------------------------------------------

.PHONY: run
run: $(VENV)/.installed ## everything on http://127.0.0.1:$(PORT), with demo people and venues
	@exec $(BIN)/python -m config.local.supervisor

.PHONY: face-model
face-model: $(VENV)/.installed ## what lets a browser compute a face itself (11 MB from npm, once)
	@$(BIN)/python deploy/face_model.py $(PACKAGE)

.PHONY: demo
demo: $(VENV)/.installed ## the main job on drawn people, from filing to the signed receipt
	@exec $(BIN)/python manage.py demo

.PHONY: bench
bench: $(VENV)/.installed ## measure; writes benchmarks/results/latest.json
	@exec $(BIN)/python -m benchmarks

.PHONY: dlib-openblas
dlib-openblas: $(VENV)/.installed ## a dlib that encodes five times faster, for production images; 20 minutes
	@deploy/build-dlib-openblas.sh

# --- test -------------------------------------------------------------------------------------

PYTEST = $(BIN)/python -m pytest
# The services of `make test-all`; .ci/run starts them where they are down.
TEST_POSTGRES ?= postgres://postgres@127.0.0.1:5432/test
TEST_REDIS ?= redis://127.0.0.1:6379

.PHONY: test
test: $(VENV)/.installed-dev ## the suite on the embedded default (SQLite, no broker), without the slowest
	$(PYTEST) -n auto $(ARGS)

.PHONY: test-heavy
test-heavy: $(VENV)/.installed-dev ## whole processes killed and restarted, every route against its description
	$(PYTEST) -n auto -m heavy $(ARGS)

.PHONY: test-servers
test-servers: $(VENV)/.installed-dev services ## the suite on PostgreSQL and Redis
	DATABASE_URL=$(TEST_POSTGRES) REDIS_URL=$(TEST_REDIS)/14 BROKER_URL=$(TEST_REDIS)/15 \
		$(PYTEST) -n auto -m "not browser and not heavy" $(ARGS)

.PHONY: test-browser
test-browser: $(VENV)/.installed-dev services ## the pages in a real browser
	@test -e static/face-model/model.json || $(MAKE) --no-print-directory face-model \
		|| echo "[test] no model for the browser: its tests are skipped"
	$(PYTEST) -n auto -m browser $(ARGS)

.PHONY: test-all
test-all: test test-heavy test-servers test-browser ## all four

# Whose something is, by default; ONLY=<group or file>: all changes there; ALL=1: all everywhere, hours.
# A run goes on where the last one stopped (build/mutants.json).
MUTANTS_SECONDS ?= 1800
MUTANTS_NUMBER ?= 0
MUTANTS_SEED ?= 1

.PHONY: mutants
mutants: $(VENV)/.installed-dev ## change the rules one by one and fail where no test notices (docs/mutants.md)
	@nice $(BIN)/python -m tests.mutants --seconds $(MUTANTS_SECONDS) --number $(MUTANTS_NUMBER) \
		--seed $(MUTANTS_SEED) --only "$(ONLY)" $(if $(ALL),--all)

.PHONY: services
services:
	@deploy/services.sh

# --- checks -----------------------------------------------------------------------------------

.PHONY: check
check: setup ## format, lint, scripts, templates, types, import directions, migrations, translations, OpenAPI
	@deploy/check.sh

.PHONY: sbom
sbom: setup ## what is shipped and under which licences, into build/; fails on a licence not allowed
	@$(BIN)/python deploy/sbom.py

.PHONY: format
format: setup ## write the code as `make check` wants it
	@$(BIN)/ruff check -q --fix-only .
	@$(BIN)/ruff format -q .
	@test ! -e node_modules/.installed || node_modules/.bin/biome check --write --log-level=error

.PHONY: messages
messages: $(VENV)/.installed-dev ## collect strings into locale/, compile what is translated
	@$(BIN)/python deploy/translations.py update

.PHONY: client
client: $(VENV)/.installed-dev ## a typed Python client from docs/openapi.yaml, into build/saveface_client
	@mkdir -p build
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/openapi-python-client generate --path docs/openapi.yaml \
		--output-path build/saveface_client --meta none --overwrite >/dev/null && echo "build/saveface_client"

.PHONY: pack-schema
pack-schema: setup ## write requests_app/law/schema/rule-pack.schema.json
	@$(BIN)/python -m requests_app.law.pack_schema

.PHONY: openapi
openapi: $(VENV)/.installed-dev ## write docs/openapi.yaml
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
