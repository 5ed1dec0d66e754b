# Every target sets up .venv first. `make demo LLM=1` also installs and serves the small local model.
PYTHON ?= python3.11
# Real news for the demo, where it lies beside the checkout.
NEWS ?= $(wildcard ../shared/data/finnews.jsonl)
VENV := .venv
BIN := $(VENV)/bin
REQUIRED := $(VENV)/.installed
EXTRA := $(VENV)/.installed-dev
LOCAL := $(VENV)/.installed-local
# uv resolves in seconds; where it cannot reach the index that pip is configured for, pip does it.
# Compiled once here, a command starts in 60 % of the time also where Python may not write bytecode.
INSTALL = $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e '$(1)' \
	|| $(BIN)/python -m pip install --quiet -c constraints.txt -e '$(1)'

.PHONY: demo test serve eval bench lint

demo: $(REQUIRED) $(if $(LLM),$(LOCAL))
	$(BIN)/weiwo demo $(if $(LLM),--llm) $(if $(NEWS),--news $(NEWS))

test: lint
	$(BIN)/pytest -n 2

lint: $(EXTRA)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

serve: $(REQUIRED)
	$(BIN)/weiwo serve

eval: $(EXTRA)
	$(BIN)/weiwo eval

bench: $(EXTRA)
	$(BIN)/weiwo bench

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv

$(REQUIRED): pyproject.toml constraints.txt | $(BIN)/uv
	$(call INSTALL,.)
	touch $@

$(EXTRA): pyproject.toml constraints.txt | $(BIN)/uv
	$(call INSTALL,.[dev])
	touch $@ $(REQUIRED)

$(LOCAL): pyproject.toml constraints.txt | $(BIN)/uv
	$(call INSTALL,.[local])
	touch $@ $(REQUIRED)
