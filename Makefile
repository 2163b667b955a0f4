# Every target sets up what it needs in .venv; only Python 3.11+, git and make are taken for granted.

PORT ?= 8000
ADDRESS ?= 127.0.0.1
BASE_URL ?= http://localhost:$(PORT)
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := pdf,curriculum,nh3,credentials
PYTEST ?=

# A name on the PATH is not enough: version managers leave stand-ins that fail when run.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	"$$name" -c 'import sys, venv; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$name"; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint nightly bench screenshots messages clean rebuild

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.example ## Set up and serve the example site (PORT=8000 ADDRESS=127.0.0.1)
	@BASE_URL=$(BASE_URL) exec $(BIN)/python example_site/manage.py demo --serve --address $(ADDRESS) --port $(PORT)

test: $(VENV)/.test ## Run the tests; says at the end which were left out and why (PYTEST="…" adds arguments)
	@$(BIN)/python -m tests $(PYTEST)

test-all: $(VENV)/.test $(VENV)/.nox ## Run the tests on every supported combination of Python, Django and Wagtail
	@$(BIN)/python -m nox

lint: $(VENV)/.test $(VENV)/.lint ## Check format, types, imports, templates and migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/python -m mypy
	@$(BIN)/djlint --quiet --lint harmreduction_lms/templates example_site
	@$(BIN)/python -m django makemigrations --check --dry-run --settings=tests.projects.default.settings

nightly: $(VENV)/.test ## The long stress tests: a thousand rounds on PostgreSQL, thousands of stories (about an hour)
	@HRLMS_ROUNDS=1000 HRLMS_EXAMPLES=3000 $(BIN)/python -m tests tests/quizzes/test_state_machine.py tests/postgres/test_quiz_rounds.py tests/postgres/test_award_rounds.py
	@HRLMS_KILLS=200 HRLMS_STOPS=50 HRLMS_LEDGER=100000 HRLMS_MUTATIONS=1000 $(BIN)/python -m tests tests/credits/test_ledger_at_length.py tests/postgres/test_award_crashes.py
	@HRLMS_LEARNERS=1000 $(BIN)/python -m tests tests/credits/test_erase.py
	@$(BIN)/python -m tests.quizzes.exchange.scale

bench: $(VENV)/.test ## Measure our pages against a bare Wagtail page; writes build/bench.json
	@$(BIN)/python -m tests.bench

screenshots: $(VENV)/.test ## Make the pictures in docs/ (needs Chromium)
	@$(BIN)/python -m tests.browser.screenshots

clean: ## Remove everything that was built, the demo's database included
	rm -rf $(VENV) .nox build dist *.egg-info example_site/var
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- What the targets need -------------------------------------------------------------------------------

# An environment whose interpreter has gone is made anew, and with it everything installed in it.
ifeq ($(shell $(BIN)/python -c 'print("works")' 2>/dev/null),)
$(VENV)/.base: rebuild
endif

$(VENV)/.base: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (with its venv module; on Debian: apt-get install python3-venv)."; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable ".[$(EXTRAS)]"
	@touch $@

$(VENV)/.nox: $(VENV)/.base
	@$(BIN)/python -m pip install -qq --disable-pip-version-check nox
	@touch $@

$(VENV)/.%: $(VENV)/.base
	@echo "Installing what \"$*\" needs …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --group $*
	@touch $@
