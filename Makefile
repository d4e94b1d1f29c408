# Two commands do all the set-up: `make serve` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# What is installed: cpu, gpu or gpu-cu12, and any other extras of pyproject.toml, as in gpu,export.
# The last choice holds until there is another.
EXTRAS ?= $(or $(shell cat $(VENV)/.extras 2>/dev/null),cpu)
SEEDED := build/kokoro-seeded

.PHONY: setup setup-dev serve test fuzz test-browser lint format bench clean FORCE

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev

serve: setup
	$(BIN)/python server.py $(ARGS)

test: setup-dev
	$(BIN)/pytest $(ARGS)

# With Chromium, or Playwright's own: .venv/bin/playwright install chromium
test-browser: setup-dev
	$(BIN)/pytest -m browser tests/browser $(ARGS)

# A hundred thousand sequences of messages against a model of each dialect: ten minutes.
fuzz: setup-dev
	SEQUENCES=33400 $(BIN)/pytest tests/wire/test_machines.py $(ARGS)

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What docs/performance.md says of it. Kokoro at full size with seeded weights: they cost the same.
bench: setup-dev $(SEEDED)/manifest.json
	$(BIN)/python -m bench.latency --engine espeak
	$(BIN)/python -m bench.latency --model-dir $(SEEDED)
	$(BIN)/python -m bench.graphs $(SEEDED)
	$(BIN)/python -m bench.memory --model-dir $(SEEDED)
	$(BIN)/python -m bench.alignment
	$(BIN)/python -m bench.reading

$(SEEDED)/manifest.json: | setup-dev
	$(BIN)/python -m export --random-seed 0 --out $(SEEDED)

clean:
	rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' || \
		{ echo "Python 3.11 or 3.12 is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Touched by another choice only, which is then installed.
$(VENV)/.extras: FORCE | $(BIN)/python
	@case ',$(EXTRAS),' in *,cpu,* | *,gpu,* | *,gpu-cu12,*) ;; *) \
		echo 'EXTRAS=$(EXTRAS) names no device: add cpu, gpu or gpu-cu12'; exit 1 ;; esac
	@echo '$(EXTRAS)' | cmp -s - $@ || echo '$(EXTRAS)' > $@

FORCE:

# onnxruntime and onnxruntime-gpu are the same files: both go before the other one comes.
OTHER_RUNTIME = $(if $(findstring gpu,$(EXTRAS)),onnxruntime,onnxruntime-gpu)

$(VENV)/.installed: pyproject.toml $(VENV)/.extras
	@! $(BIN)/pip show --quiet $(OTHER_RUNTIME) 2>/dev/null || \
		$(BIN)/pip uninstall --quiet --yes onnxruntime onnxruntime-gpu
	$(BIN)/pip install --quiet --editable '.[$(EXTRAS)]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@
