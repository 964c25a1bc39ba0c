# Two commands on a fresh machine: `make run` and `make test`. `make help` lists the others.

HOST ?= 127.0.0.1
PORT ?= 8000
SAMPLE ?= yes
VENV := .venv
BIN := $(VENV)/bin
PO := translations/vi/LC_MESSAGES/messages.po
PROCESSES := $(shell n=$$(nproc); echo $$((n < 2 ? 2 : n > 8 ? 8 : n)))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test trial bench check messages packages development

help: ## Show what there is to do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: packages ## Start eventapp with the sample conference (HOST=, PORT=, SAMPLE=no)
	@HOST='$(HOST)' PORT='$(PORT)' SAMPLE='$(SAMPLE)' exec tools/start

test: development ## Run every quick test and the browser journeys, on SQLite and PostgreSQL (ARGS= goes to pytest)
	@tools/with-postgres $(BIN)/python -m pytest -n $(PROCESSES) --no-loadscope-reorder -m 'not trial' $(ARGS)

trial: development ## Run the slow tests: kills, full disks, long races, load
	@tools/with-postgres $(BIN)/python -m pytest -m trial $(ARGS)

bench: development ## Measure scans, registrations, pages and feeds beside a bare floor (ARGS= --only sqlite, --count 800 …)
	@tools/with-postgres $(BIN)/python -m tests.load.bench $(ARGS)

check: development ## What CI runs: lint, types, floors, templates, then the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	@$(MAKE) --no-print-directory test

messages: $(VENV)/.development ## Collect the sentences to translate and compile the translations
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k _ -k ngettext:1,2 --no-location --sort-output --width 1000 -o translations/messages.pot .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations --no-fuzzy-matching --ignore-obsolete --width 1000
	@sed -i -E '/^"(Project-Id-Version|POT-|PO-|Generated-By|Report-|Last-Tr|Language-Team)/d' $(PO)
	$(BIN)/pybabel -q compile -d translations

packages: $(VENV)/.packages static/vendor/.installed $(PO:.po=.mo)

development: packages $(VENV)/.development node_modules/.development

$(BIN)/python:
	@tools/system python3-venv ca-certificates
	@python3 -m venv $(VENV)

$(VENV)/.packages: requirements.txt requirements-build.txt pyproject.toml | $(BIN)/python
	@echo "Installing the Python packages …"
	@$(PIP) --require-hashes -r requirements.txt -r requirements-build.txt
	@$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.packages
	@echo "Installing what the tests need …"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@tools/system chromium poppler-utils strace
	@tools/system libical3 || echo "Without libical3 the calendars are not read by libical."
	@touch $@

static/vendor/.installed: package-lock.json eventapp/assets.py | $(VENV)/.packages
	@echo "Fetching the front-end packages …"
	@$(BIN)/eventapp assets install
	@touch $@

node_modules/.development: package-lock.json | static/vendor/.installed
	@$(BIN)/eventapp assets install --dev
	@touch $@ static/vendor/.installed

%.mo: %.po | $(VENV)/.packages
	@$(BIN)/pybabel -q compile --input-file $< --output-file $@ --locale vi
