# Every target does the set-up it needs and may be called twice; the second call is quick.
# Only Python (3.11–3.13) with pip and venv, and make, are needed for: make setup, make demo.

VENV := .venv
BIN := $(VENV)/bin
# pip takes the locked files as they are (--no-deps): the lock is complete, and the pip of a bare venv cannot resolve extras by hash.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps

# Parallel test processes; a file of tests stays in one process, so that it starts its servers once.
TEST_WORKERS ?= auto
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check wheel format lock vendor

help: ## Show the targets
	@sed -n -e 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

setup: $(VENV)/.installed ## Create .venv with the command .venv/bin/duban
	@echo "duban is installed: .venv/bin/duban --help"

demo: $(VENV)/.installed ## Load the sample district and serve its pages
	$(BIN)/duban demo

test: $(VENV)/.development ## Run all tests (installs PostgreSQL and Chromium where it may)
	scripts/system-packages
	$(BIN)/pytest -n $(TEST_WORKERS) --dist loadfile $(PYTEST_ARGS)

check: $(VENV)/.development ## Check format, lint rules, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

wheel: $(VENV)/.development ## Build the wheel and start it in an environment and a folder of its own
	scripts/check-wheel

format: $(VENV)/.development ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Write both lock files anew (needs the network)
	scripts/lock

vendor: ## Fetch the web assets anew (needs npm and the network)
	scripts/vendor

# The stamps are written last: what was interrupted is done again.
$(VENV)/.created:
	@python=$$(PYTHON="$(PYTHON)" scripts/find-python) && echo "Creating $(VENV) with $$python" && "$$python" -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.created
	@echo "Installing the locked packages into $(VENV) (about a minute) …"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.installed
	@echo "Installing the locked development packages into $(VENV) …"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
