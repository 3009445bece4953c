# The commands of the project; the work is done by deploy/*.py.
PYTHON ?= python3
RUN = .venv/bin/python
# Renovate reads the command again in the header of each list, and knows these options, so written.
COMPILE = uv pip compile -q --generate-hashes --python-version=3.11 --universal pyproject.toml

# Each process would compile all that it imports, again and again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test fuzz stop check rehearse audit bench docs requirements vendor

help:
	@awk -F ' ## ' '/^# == /{print "\n" substr($$0, 6)} \
		/^[a-z]+:.* ## /{sub(/:.*/, "", $$1); printf "  make %-13s %s\n", $$1, $$2}' Makefile

# == Every day

demo: ## serves both demonstration programmes (PORT, PASSNUM_DATA_DIR)
	@$(PYTHON) -m deploy.install demo
	@$(RUN) -m deploy.demo

# With KEEP=1 the servers stay until `make stop`: the next run starts at once.
test: setup ## runs every test (ARGS="tests/places", KEEP=1)
	@$(RUN) -m deploy.$(if $(KEEP),kept_servers,embedded) run -- $(RUN) -m deploy.run_tests $(ARGS)

check: setup ## runs the static checks
	@$(RUN) -m deploy.embedded run -- $(RUN) -m deploy.checks

stop: ## stops the servers kept by KEEP=1
	@$(RUN) -m deploy.kept_servers stop

setup: ## installs what the tests and checks need
	@$(PYTHON) -m deploy.install dev

# == Now and then

# What `make test` samples, whole: 200 generated programmes, each item of the demo files taken away,
# each page of the tours on paper. Also reads the CSV of each list in LibreOffice (libreoffice-calc).
fuzz: setup ## runs whole what make test samples
	@FUZZ=200 $(RUN) -m deploy.embedded run -- $(RUN) -m deploy.run_tests \
		tests/finance/test_generated_programmes.py tests/accounts/test_generated_access.py \
		tests/passnum/test_shipped_programmes.py tests/passnum/test_any_sequence.py \
		tests/passnum/test_money_paths.py tests/accounts/test_hostile.py \
		tests/passnum/test_accessibility_faults.py tests/accounts/test_exports.py $(wildcard tests/*/test_*browser*.py) tests/journeys

bench: setup ## prints measurements (ARGS=redemption)
	@$(RUN) -m deploy.bench $(ARGS)

# The database lost, then brought back from its dump and from its log.
rehearse: setup ## loses a database in use and restores it
	@$(RUN) -m deploy.rehearse

audit: ## asks whether a pinned dependency has a known fault (needs uv)
	@uv tool run pip-audit --disable-pip --require-hashes -r requirements.txt

# == After a change

# What is made from the code: compared by make check.
docs: setup ## makes again the documents made from the code
	@$(RUN) -m deploy.embedded run -- $(RUN) -m deploy.checks --write

# Needs uv on the path. One list holds the other, with the same versions.
requirements: ## pins the dependencies again (needs uv)
	UV_PYTHON_DOWNLOADS=never $(COMPILE) --output-file=requirements.txt
	UV_PYTHON_DOWNLOADS=never $(COMPILE) --extra=demo \
		--constraints=requirements.txt --output-file=requirements-demo.txt
	UV_PYTHON_DOWNLOADS=never $(COMPILE) --extra=demo --extra=dev \
		--constraints=requirements-demo.txt --output-file=requirements-dev.txt

# The third-party builds of static/vendor, from package-lock.json; needs npm.
vendor: ## builds static/vendor again (needs npm)
	@$(PYTHON) deploy/vendor.py
