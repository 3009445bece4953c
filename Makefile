# The commands of the project; the work is done by deploy/*.py.
PYTHON ?= python3
RUN = .venv/bin/python
COMPILE = uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --universal --no-header pyproject.toml

# Each process would compile all that it imports, again and again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test fuzz stop check rehearse bench docs requirements vendor

help:
	@echo "make demo | test | fuzz | stop | check | rehearse | bench | setup | docs | requirements | vendor"

setup:
	@$(PYTHON) -m deploy.install dev

demo:
	@$(PYTHON) -m deploy.install demo
	@$(RUN) -m deploy.demo

# With KEEP=1 the servers stay until `make stop`: the next run starts at once.
test: setup
	@$(RUN) -m deploy.$(if $(KEEP),kept_servers,embedded) run -- $(RUN) -m deploy.run_tests $(ARGS)

# What `make test` samples, whole: 200 generated programmes, each item of the demo files taken away,
# each page of the tours on paper.
fuzz: setup
	@FUZZ=200 $(RUN) -m deploy.embedded run -- $(RUN) -m deploy.run_tests \
		tests/finance/test_generated_programmes.py tests/passnum/test_shipped_programmes.py \
		tests/passnum/test_accessibility_faults.py $(wildcard tests/*/test_*browser*.py)

stop:
	@$(RUN) -m deploy.kept_servers stop

check: setup
	@$(RUN) -m deploy.embedded run -- $(RUN) -m deploy.checks

# The database lost, then brought back from its dump and from its log.
rehearse: setup
	@$(RUN) -m deploy.rehearse

bench: setup
	@$(RUN) -m deploy.bench $(ARGS)

# What is made from the code: compared by make check.
docs: setup
	@$(RUN) -m deploy.embedded run -- $(RUN) -m deploy.checks --write

# Needs uv on the path. One list holds the other, with the same versions.
requirements:
	UV_PYTHON_DOWNLOADS=never $(COMPILE) -o requirements.txt
	UV_PYTHON_DOWNLOADS=never $(COMPILE) --extra demo -c requirements.txt -o requirements-demo.txt
	UV_PYTHON_DOWNLOADS=never $(COMPILE) --extra demo --extra dev -c requirements-demo.txt -o requirements-dev.txt

# The third-party builds of static/vendor, from package-lock.json; needs npm.
vendor:
	@$(PYTHON) deploy/vendor.py
