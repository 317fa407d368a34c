# Everything a person does here. `make` alone lists the targets. Needs only Python 3.11 or newer (with venv and pip) and make:
# uv is brought along, pinned; every other package comes from deploy/locks/, by digest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.9
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := deploy/locks/dev.txt
SUPPLY := .tools/supply/.installed
UV = $$(command -v uv || echo .tools/uv/bin/uv)
# Trust whom the machine trusts (a company's own authority, say), where it keeps such a list.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem),1,0)
PYTEST := $(BIN)/python -m pytest

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(STAMP) ## the environment in .venv, from the lock
.PHONY: demo
demo: $(STAMP) ## the five seed articles through the whole pipeline, and what they say
	@$(BIN)/hirfa demo
.PHONY: up
up: $(STAMP) ## start everything and stay until Ctrl-C
	@$(BIN)/hirfa up
.PHONY: test
test: test-unit ## every test, with the real servers
	@$(PYTEST) -m "servers and not chaos"
.PHONY: test-unit
test-unit: $(STAMP) ## the tests that need no server
	@$(PYTEST) -m "not servers and not chaos" --numprocesses auto --dist worksteal
.PHONY: chaos
chaos: $(STAMP) ## the tests that take minutes
	@$(PYTEST) -s -m chaos
.PHONY: evaluate
evaluate: $(STAMP) ## how right the extractor is, by the gold; fails below the floors
	@$(BIN)/hirfa evaluate --check
.PHONY: bench
bench: $(STAMP) ## how fast it is, against the ceilings (about ten minutes on two idle cores)
	@$(BIN)/hirfa bench
.PHONY: bench-short
bench-short: $(STAMP) ## the same in short (less than three minutes on two idle cores)
	@$(BIN)/hirfa bench --short
.PHONY: lint
lint: $(STAMP) ## style and formatting
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
.PHONY: types
types: $(STAMP) ## types, strictly
	@$(BIN)/mypy
.PHONY: parquet
parquet: $(STAMP) ## what `hirfa export -o FILE.parquet` needs: pyarrow, 165 MB
	@$(UV) pip install -q --require-hashes --python $(BIN)/python -r deploy/locks/parquet.txt
.PHONY: no-torch
no-torch: $(STAMP) ## fail where camel-tools' neural parts came along
	@if $(BIN)/python -c 'import torch' 2>/dev/null; then echo 'torch is installed, and should not be' >&2; exit 1; fi
	@echo 'torch is not installed'
.PHONY: lock
lock: $(STAMP) ## resolve the dependencies anew, and write the locks
	$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade $(LOCK_FORM) -o $(LOCK)
	$(UV) pip compile pyproject.toml --extra otel --universal --python-version 3.11 --constraint $(LOCK) $(LOCK_FORM) -o deploy/locks/runtime.txt
	$(UV) pip compile --group pyproject.toml:supply --universal --python-version 3.11 --upgrade $(LOCK_FORM) -o deploy/locks/supply.txt
	$(UV) pip compile --group pyproject.toml:parquet --universal --python-version 3.11 --upgrade $(LOCK_FORM) -o deploy/locks/parquet.txt
	$(BIN)/python -m services.console.embedded.lock_jars
# No addresses in the locks: whoever installs decides which index or mirror serves the packages, the digests see to the rest.
LOCK_FORM := --generate-hashes --no-emit-index-url --no-header --no-annotate -q
.PHONY: sbom
sbom: $(SUPPLY) ## the bill of materials of what runs, with licences, as CycloneDX in var/sbom.json
	@test -x .tools/runtime/bin/python || $(UV) venv -q --no-project --python $(BIN)/python .tools/runtime
	@$(UV) pip sync -q --require-hashes --python .tools/runtime/bin/python deploy/locks/runtime.txt
	@mkdir -p var && .tools/supply/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
	  -o var/sbom.json .tools/runtime/bin/python 2> .tools/sbom.log || { cat .tools/sbom.log >&2; exit 1; }
	@$(BIN)/python -c 'import json; print(len(json.load(open("var/sbom.json"))["components"]), "packages in var/sbom.json")'
.PHONY: audit
audit: $(SUPPLY) ## known weaknesses of the locked packages; needs the advisories' server
	@.tools/supply/bin/pip-audit --disable-pip --require-hashes --strict --progress-spinner off -r deploy/locks/runtime.txt
$(SUPPLY): deploy/locks/supply.txt $(STAMP)
	@test -x .tools/supply/bin/python || $(UV) venv -q --no-project --python $(BIN)/python .tools/supply
	@$(UV) pip sync -q --require-hashes --python .tools/supply/bin/python $<
	@touch $@
.PHONY: clean
clean: ## remove the environment and every cache in this folder; var/ (data) stays
	rm -rf $(VENV) .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

# The stamp is newer than what it was made from: a second run does nothing and touches no network.
$(STAMP): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not that; name one with: make PYTHON=python3.12 …" >&2; exit 1; }
	@command -v uv >/dev/null || test -x .tools/uv/bin/uv || { \
	  echo "bringing uv $(UV_VERSION) into .tools/"; \
	  rm -rf .tools/uv && $(PYTHON) -m venv .tools/uv || { rm -rf .tools/uv; \
	    echo "Python cannot make an environment here; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
	  .tools/uv/bin/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION) || { rm -rf .tools/uv; exit 1; }; }
	@test -x $(BIN)/python || $(UV) venv -q --no-project --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)
	@echo "installing the packages of $(LOCK) into $(VENV)"
	@$(UV) pip sync -q --require-hashes --python $(BIN)/python $(LOCK)
	@$(UV) pip install -q --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@
