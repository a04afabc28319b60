# Amparo's commands. `make run` starts it, `make test` proves it; python3 and make are all they need beforehand.

PORT     ?= 8000
INSTANCE ?= instance
ARGS     ?=

PYTHON   := .venv/bin/python
PIP      := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
LOCK     := $(PYTHON) -m uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
            --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# Without the compiled files that Python keeps, each process of a server would compile the whole application anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check format lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run     start Amparo on http://127.0.0.1:$(PORT) (PORT=8000, INSTANCE=folder); a new instance gets a demo network"
	@echo "make test    run every test on SQLite and PostgreSQL (ARGS='tests/vault -k forged' for some)"
	@echo "make check   ruff, and mypy --strict on app/"
	@echo "make format  write every Python file in the project's format"
	@echo "make lock    choose the newest packages that pyproject.toml allows and pin their hashes"
	@echo "make clean   remove the environment and caches; instances stay"

run: .venv/runtime
	exec $(PYTHON) -m app.cli.run --port "$(PORT)" --instance "$(INSTANCE)"

test: .venv/development
	tests/support/system-packages
	exec $(PYTHON) -m pytest --numprocesses=auto --dist=worksteal $(ARGS)

check: .venv/development
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy --strict app

format: .venv/development
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

# PIP_* settings of the machine must not leak into a lock that others install from.
lock: .venv/development
	env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL $(LOCK) --upgrade pyproject.toml --output-file requirements.lock
	env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL $(LOCK) --upgrade pyproject.toml --group dev \
	    --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are older than a lock that changed, and missing from an environment that was not finished.
.venv/runtime: requirements.lock | $(PYTHON)
	$(PIP) --requirement requirements.lock
	@touch $@

.venv/development: requirements-dev.lock | $(PYTHON)
	$(PIP) --requirement requirements-dev.lock
	@touch $@

$(PYTHON):
	@for python in python3.13 python3.12 python3.11 python3; do \
	    if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then \
	        if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	            echo "$$python cannot make environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	        fi; \
	        echo "Making .venv with $$python"; exec $$python -m venv --clear .venv; \
	    fi; \
	done; \
	echo "Amparo needs Python 3.11, 3.12 or 3.13, and none is on the PATH. On Debian or Ubuntu: apt-get install python3 python3-venv" >&2; \
	exit 1
