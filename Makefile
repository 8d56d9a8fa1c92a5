# Everything that a fresh clone needs: each target sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FORMS := $(addprefix .github/ISSUE_TEMPLATE/,blamed-right-code.yml missed-a-mistake.yml)
# one more than there are cores to reckon with: a tenth of the time a test waits for something
WORKERS ?= 3
PYTEST = $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder
PIP := $(BIN)/python -m pip --disable-pip-version-check install --constraint constraints.txt

# explorer/ is TypeScript: without node 20 and npm, or their registry, its checks are left out and say so
NPM := $(shell node -e 'process.exit(Number(parseInt(process.versions.node) < 20))' 2>/dev/null && command -v npm)
EXPLORER := $(if $(NPM),explorer/node_modules/.package-lock.json)
LEFT_OUT := echo "explorer/ (TypeScript) is not checked: there is no node 20 with npm, or its packages could not be fetched."
in_explorer = @if [ -f "$(EXPLORER)" ]; then cd explorer && $(1); else $(LEFT_OUT); fi

.PHONY: explorer demo quick test thorough lint package figures thresholds diagnosis oracles slips stability hostile fuzz growth wine clean

demo: $(VENV)/.runtime  ## grade the reference solution on the embedded digits
	$(BIN)/cnngrade submit solutions/task1_cnn.py --answers solutions/part1.toml --out demo

quick: WORKERS := 2
quick: $(VENV)/.dev  ## all that starts no process and runs no network: the inner loop, half a minute
	$(PYTEST) -m "not processes and not slow"

test: $(VENV)/.dev $(EXPLORER)  ## all tests, for two cores, or those of ROOMS=...
	$(PYTEST) $(ROOMS)
	$(call in_explorer,npm test --silent)

thorough: $(VENV)/.dev  ## the same with all examples, mutants and attacks; ROOMS=... for some
	CNNGRADE_TESTS=all $(PYTEST) $(ROOMS)

lint: $(VENV)/.dev $(EXPLORER)  ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms $(FORMS)
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(call in_explorer,npm run --silent lint)

explorer: $(EXPLORER)  ## build the page's script anew, into grader/explore/built
	cd explorer && npm run build

package: $(VENV)/.dev  ## dist/: the wheel and the source distribution, looked through
	rm -rf build dist && mkdir build
	$(BIN)/python -m build
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	$(BIN)/pyroma --min=8 dist/*.tar.gz  # two points are for an address of the authors: they have none
	tar xzf dist/*.tar.gz -C build  # can it run its own suite?
	cd build/cnngrade-* && $(CURDIR)/$(BIN)/python -m pytest --collect-only >../collected || ! cat ../collected

figures: $(VENV)/.dev  ## the figures that the README quotes
	$(BIN)/python -m benchmarks.submit $(if $(MNIST),--mnist $(MNIST))
	$(BIN)/python -m benchmarks.batch $(if $(MNIST),--mnist $(MNIST))
	$(BIN)/python -m benchmarks.experiment $(if $(MNIST),--mnist $(MNIST))
	$(BIN)/python -m benchmarks.lockdown
	$(BIN)/python -m benchmarks.class_page
	$(BIN)/python -m benchmarks.watching $(if $(MNIST),--mnist $(MNIST))

thresholds: $(VENV)/.dev  ## measure again the table of docs/thresholds.md
	$(BIN)/python -m benchmarks.thresholds

diagnosis: $(VENV)/.dev  ## how often generated code is judged rightly: the README's table
	$(BIN)/python -m benchmarks.diagnosis
	$(BIN)/python -m benchmarks.accidents

oracles: $(VENV)/.dev  ## `concepts` against torch: operations, fields, counts, torchvision; an hour
	$(BIN)/python -m benchmarks.oracles

slips: $(VENV)/.dev  ## whether the slip behind a wrong answer is the one that is named
	$(BIN)/python -m benchmarks.slips

stability: $(VENV)/.dev  ## whether the marks hang on the seed of the training
	$(BIN)/python -m benchmarks.stability

hostile: $(VENV)/.dev  ## every attack, each from a fresh interpreter as well
	CNNGRADE_TESTS=all $(PYTEST) tests/hostile tests/sandbox

fuzz: $(VENV)/.dev  ## bend answers and files at random: the readers raise what they declare alone
	$(BIN)/python -m tests.fuzz $(or $(SECONDS),300) $(or $(SEED),$$(date +%s))

growth: $(VENV)/.dev  ## whether any reader takes more than two and a half times as long for twice as much
	$(BIN)/python -m tests.fuzz.growth

wine: $(VENV)/.dev  ## what needs no torch, by Python's own build for Windows, where Wine is; TORCH=1 grades too
	$(BIN)/python -m tests.elsewhere.wine $(if $(TORCH),--torch)

explorer/node_modules/.package-lock.json: explorer/package.json explorer/package-lock.json
	-cd explorer && npm ci --silent --no-audit --no-fund && touch node_modules/.package-lock.json

clean:
	rm -rf $(VENV) .wine explorer/node_modules demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if v >= (3, 11) else "cnngrade needs Python 3.11 or newer, and $(PYTHON) is %d.%d: try make PYTHON=python3.12" % v)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing cnngrade and torch into $(VENV), which takes 250 MB to fetch and some minutes the first time"
	@echo "(on Linux 3 GB, with CUDA; without it: make PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu)."
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(PIP) --quiet --editable '.[dev]'
	@touch $@
