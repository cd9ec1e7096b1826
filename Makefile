# Two commands set everything up: `make run` and `make test`. The rest is listed by `make help`.
# Needs Python 3.11 or newer and make; everything installed or written lies in git-ignored folders.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PORT ?= 8000
HOST ?= 127.0.0.1
# Workers for the tests; the whole suite runs on two cores.
JOBS ?= 2

PY := .venv/bin/python
UV := .venv/bin/uv
FLASK := .venv/bin/flask --app wsgi
PYTEST := $(PY) -m pytest

export PYTHONUNBUFFERED := 1
unexport PYTHONDONTWRITEBYTECODE

# One set of stamps per database, so that another DATABASE_URL is prepared too.
STAMPS := var/stamps
DATABASE_KEY := $(shell printf '%s' "$${DATABASE_URL:-embedded}" | cksum | cut -d' ' -f1)
MIGRATED := $(STAMPS)/migrated-$(DATABASE_KEY)
DEMO := $(STAMPS)/demo-$(DATABASE_KEY)

PO_FILES := $(wildcard marketplace/translations/en/*.po)
STATIC_SOURCES := $(shell find static -path static/build -prune -o -path static/vendor -prune -o -type f -print 2>/dev/null)
MIGRATIONS := $(wildcard marketplace/migrations/versions/*.py)

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

# --- What the commands stand on -------------------------------------------------------------------------------

.venv/bin/uv: requirements/bootstrap.txt
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新版本。 Python 3.11 or newer is needed." >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv || { echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

.venv/stamp-run: requirements/run.txt pyproject.toml setup.cfg | .venv/bin/uv
	@echo "→ packages"
	@$(UV) pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r requirements/run.txt
	@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/stamp-test: requirements/test.txt .venv/stamp-run
	@echo "→ test packages"
	@$(UV) pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r requirements/test.txt
	@touch $@

# html-validate and axe-core come from npm at set-up; nothing of theirs is committed.
var/npm-test/stamp: tests/e2e/support/package.json tests/e2e/support/package-lock.json .venv/stamp-run
	@echo "→ page checkers"
	@$(PY) tests/e2e/support/page_checkers.py
	@touch $@

$(STAMPS)/assets: requirements/package.json requirements/package-lock.json marketplace/web/assets.py $(STATIC_SOURCES) .venv/stamp-run
	@echo "→ styles and scripts"
	@$(PY) -m marketplace.web.assets build
	@mkdir -p $(@D) && touch $@

$(STAMPS)/messages: $(PO_FILES) marketplace/translations/build.py .venv/stamp-run
	@echo "→ translations"
	@$(PY) -m marketplace.translations.build
	@mkdir -p $(@D) && touch $@

# Only the site itself starts in demo mode; tests choose their own settings.
run $(MIGRATED) $(DEMO): export MARKETPLACE_MODE ?= demo

$(MIGRATED): $(MIGRATIONS) .venv/stamp-run
	@echo "→ database"
	@mkdir -p $(@D)
	@$(FLASK) db upgrade
	@touch $@

$(DEMO): $(MIGRATED) $(STAMPS)/messages $(STAMPS)/assets
	@echo "→ demo world"
	@$(FLASK) demo load
	@touch $@

# --- The commands ---------------------------------------------------------------------------------------------

.PHONY: setup
setup: .venv/stamp-run $(STAMPS)/assets $(STAMPS)/messages ## Install and build everything, start nothing

ACCOUNTS := marketplace/cli/demo_world/accounts.yaml
.PHONY: run
run: setup $(DEMO) ## Start the site with its demo world on http://127.0.0.1:8000 (PORT=…, HOST=…)
	@echo; echo "演示账号 demo accounts, password $$(sed -n 's/^demo_password: //p' $(ACCOUNTS)):"
	@sed -nE 's/.*email: ([^,]+), roles: \[([a-z]+)\].*/  \2 \1/p' $(ACCOUNTS) | awk '!seen[$$1]++ {printf "  %-12s %s\n", $$1, $$2}'
	@echo; echo "共建集市 · Co-build Market → http://$(HOST):$(PORT)/    (Ctrl-C 停止 stops)"; echo
	@exec .venv/bin/gunicorn --bind $(HOST):$(PORT) --worker-class gthread --workers 1 --threads 8 \
		--no-control-socket --log-level warning wsgi:app

.PHONY: test
test: .venv/stamp-test $(STAMPS)/assets $(STAMPS)/messages ## Every test: unit, house, browser (E2E=0 leaves the browser out; TEST_DATABASE_URL=…)
	@if [ "$${E2E:-1}" != 0 ]; then $(MAKE) --no-print-directory var/npm-test/stamp; $(PY) tests/e2e/support/browser.py; fi
	@if [ "$${E2E:-1}" != 0 ]; then $(PYTEST) -n $(JOBS) --dist loadgroup; \
	else $(PYTEST) -n $(JOBS) --dist loadgroup --ignore tests/e2e; \
		echo "浏览器测试未运行 (E2E=0)。 The browser tests did NOT run (E2E=0)."; fi

.PHONY: test-database
test-database: .venv/stamp-test $(STAMPS)/assets $(STAMPS)/messages ## The database half again on PostgreSQL (TEST_DATABASE_URL, a local server, or pgserver)
	@TEST_DATABASE_ONLY=1 $(PY) tests/on_postgresql.py $(PYTEST) -n $(JOBS) --dist loadgroup --ignore tests/e2e

.PHONY: house
house: .venv/stamp-test $(STAMPS)/messages ## The shape of the code, in seconds
	@$(PYTEST) tests/house -q -p no:randomly -n $(JOBS) --dist loadgroup

.PHONY: lint
lint: .venv/stamp-test ## ruff, mypy strict, import-linter, djlint
	@.venv/bin/ruff check --cache-dir var/ruff .
	@.venv/bin/ruff format --check --cache-dir var/ruff .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --config setup.cfg --cache-dir var/import-linter
	@.venv/bin/djlint templates --lint --quiet --profile jinja --ignore $(DJLINT_IGNORE)

# H006 sizes of images are set in CSS; H015 line breaks after headings are taste; H017 void tags; H021 no inline style has its own test; H030, H031 description
# and keywords are a block of the layout; J004, J018 static and internal links are made by helpers.
DJLINT_IGNORE := H006,H015,H017,H021,H030,H031,J004,J018

.PHONY: format
format: .venv/stamp-test ## Let ruff put the Python code in shape
	@.venv/bin/ruff check --cache-dir var/ruff --fix .
	@.venv/bin/ruff format --cache-dir var/ruff .

.PHONY: messages
messages: .venv/stamp-run ## Merge and compile the English texts; list what is missing or obsolete
	@$(PY) -m marketplace.translations.build
	@$(PY) -m marketplace.translations.build --check

.PHONY: docs
docs: .venv/stamp-test $(STAMPS)/messages ## Regenerate docs/workflows.md, docs/permissions.md and the golden matrix
	@$(PY) -m tests.house.generate

.PHONY: screenshots
screenshots: .venv/stamp-test $(STAMPS)/assets $(STAMPS)/messages ## Take docs/screenshots with a real browser on the demo world
	@$(PY) tests/e2e/support/browser.py
	@$(PY) -m tests.e2e.support.screenshots

.PHONY: bench
bench: .venv/stamp-test $(STAMPS)/assets $(STAMPS)/messages ## Measure the pages; writes var/bench/web.json
	@$(PY) -m tests.bench.web

.PHONY: locks
locks: .venv/bin/uv ## Resolve requirements/*.in again; exact versions with hashes, no host of a registry
	@for name in bootstrap run test; do $(UV) pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-header --no-annotate requirements/$$name.in -o requirements/$$name.txt; done

.PHONY: clean
clean: ## Remove what was built or written at run time, the demo database too; keeps .venv
	@rm -rf var static/build static/vendor marketplace/translations/*/LC_MESSAGES search_index/generation-* search_index/CURRENT
