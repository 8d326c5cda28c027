# make demo   the portal with demo data at http://127.0.0.1:8000 (PORT=…, HOST=…)
# make test   every check and every test
VENV ?= .venv
PYTHON := $(abspath $(VENV))/bin/python
SERVICES := $(PYTHON) -m portal.embedded --with-parent
COMPILE := $(abspath $(VENV))/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11
export VENV

.PHONY: demo test bench lint lock messages ready-demo ready-dev

demo: ready-demo
	@exec $(SERVICES) demo

test: ready-dev
	@exec $(SERVICES) run -- scripts/check all

lint: ready-dev
	@exec $(SERVICES) run -- scripts/check lint

bench: ready-dev
	@exec $(SERVICES) run -- $(PYTHON) -m tests.bench $(ARGS)

messages: ready-dev
	@exec $(SERVICES) run -- $(PYTHON) manage.py makemessages -l de --no-location --no-obsolete --ignore "$(VENV)" --ignore var

lock: ready-dev
	cd requirements && for set in base demo dev; do $(COMPILE) $$set.in -o $$set.txt; done

ready-demo:
	@scripts/bootstrap demo
	@scripts/venv "$(VENV)" demo

ready-dev:
	@scripts/bootstrap test
	@scripts/venv "$(VENV)" dev
