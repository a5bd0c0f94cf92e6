# Commands of the project. Works with GNU make 3.81 (macOS) and later.

VENV ?= .venv
PORT ?= 8501
ADDRESS ?= localhost
FUZZ_SECONDS ?= 60
SOAK_SECONDS ?= 600
PY := $(VENV)/bin/python

# Each stamp is newer than what it was made from, so that nothing is installed again until something changes.
CREATED := $(VENV)/.created
RUN := $(VENV)/.requirements
DEV := $(VENV)/.requirements-dev

export PYTHON ATLAS_CHROMIUM

.DEFAULT_GOAL := help
.PHONY: help run test data lint lock bench load fuzz soak browser nginx clean

help:
	@echo "make run     serve the atlas on http://$(ADDRESS):$(PORT)   (make run PORT=8600 ADDRESS=0.0.0.0)"
	@echo "make test    check style and types, then run every test"
	@echo "make data    rebuild the published data from data/source"
	@echo "make lint    check style, types and known vulnerabilities only"
	@echo "make lock    write the lock files anew, after a change of requirements*.txt"
	@echo "make bench   measure response times"
	@echo "make load    measure many visitors at once   (make load LOAD='--sessions 100 --processes 2')"
	@echo "make fuzz    read broken files for a minute   (make fuzz FUZZ_SECONDS=600)"
	@echo "make soak    random visitors for ten minutes   (make soak SOAK_SECONDS=60 SOAK_SEED=1)"
	@echo "make clean   remove the virtual environment and caches"

run: $(RUN)
	$(PY) -m streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

# pytest comes last, so that the last line printed is its own.
test: lint browser nginx
	@$(PY) -m pytest

data: $(RUN)
	$(PY) -m geo.build

# geopy has a configuration of its own: a ban has one list of exceptions, and this one's differs from the other's.
lint: $(DEV)
	$(PY) -m ruff check .
	$(PY) -m ruff check --config tools/ruff-geopy.toml .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m bandit --quiet --recursive app.py geo pages utils tools
	$(PY) -m tools.audit requirements-dev.lock

# For every platform and every Python that runs it; what is locked already stays as it is.
LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

lock: $(CREATED)
	$(PY) -m pip install --quiet $$(grep --only-matching '^uv==[0-9.]*' requirements-dev.txt)
	$(LOCK) requirements.txt --output-file requirements.lock
	$(LOCK) requirements-dev.txt --constraints requirements.lock --output-file requirements-dev.lock

bench: $(DEV)
	$(PY) -m tests.bench
	$(PY) -m tests.bench.exports

load: $(DEV)
	$(PY) -m tests.load $(LOAD)

fuzz: $(DEV)
	$(PY) -m tests.fuzz $(FUZZ_SECONDS)

soak: browser
	$(PY) -m tests.soak $(SOAK_SECONDS) $(SOAK_SEED)

browser: $(DEV)
	@tools/ensure_browser.sh $(PY)

nginx: $(DEV)
	@tools/ensure_nginx.sh $(PY)

clean:
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(CREATED): tools/create_venv.sh
	tools/create_venv.sh $(VENV)
	@touch $@

# By the hashes of the lock: what is installed is what was tested, whatever the index answers.
$(RUN): $(CREATED) requirements.lock
	$(PY) -m pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@

$(DEV): $(RUN) requirements-dev.lock
	$(PY) -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@
