# Everything that a fresh clone needs: each target sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: demo test lint figures thresholds diagnosis stability hostile fuzz clean

demo: $(VENV)/.runtime  ## grade the reference solution on the embedded digits
	$(BIN)/cnngrade submit solutions/task1_cnn.py --answers solutions/part1.toml --out demo

test: $(VENV)/.dev  ## all tests
	$(BIN)/python -m pytest

lint: $(VENV)/.dev  ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

figures: $(VENV)/.dev  ## the figures that the README quotes
	$(BIN)/python benchmarks/submit.py $(if $(MNIST),--mnist $(MNIST))
	$(BIN)/python -m benchmarks.batch $(if $(MNIST),--mnist $(MNIST))
	$(BIN)/python -m benchmarks.lockdown
	$(BIN)/python -m benchmarks.class_page

thresholds: $(VENV)/.dev  ## measure again the table of docs/thresholds.md
	$(BIN)/python benchmarks/thresholds.py

diagnosis: $(VENV)/.dev  ## how often generated code is judged rightly: the README's table
	$(BIN)/python -m benchmarks.diagnosis

stability: $(VENV)/.dev  ## whether the marks hang on the seed of the training
	$(BIN)/python -m benchmarks.stability

hostile: $(VENV)/.dev  ## every attack, each from a fresh interpreter as well
	CNNGRADE_HOSTILE=all $(BIN)/python -m pytest tests/hostile tests/sandbox

fuzz: $(VENV)/.dev  ## bend answers and files at random: the readers raise what they declare alone
	$(BIN)/python -m tests.fuzz $(or $(SECONDS),300) $(or $(SEED),$$(date +%s))

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else "cnngrade needs Python 3.11 to 3.13, and $(PYTHON) is %d.%d: try make PYTHON=python3.12" % v)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing cnngrade and torch into $(VENV); this takes a few minutes the first time."
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(PIP) --editable '.[dev]'
	@touch $@
