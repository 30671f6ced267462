# `make` alone lists what there is. Each target sets up what it needs.
.DEFAULT_GOAL := help
.PHONY: help demo test compiled check bench lock
RUN := .venv/bin/
# Most tests wait: four side by side keep two cores busy. A file stays with one worker;
# tests/conftest.py mixes those that wait with those that compute.
SIDE_BY_SIDE := -n 4 --dist loadfile --no-loadscope-reorder --durations=20
# Even where the machine says otherwise: else each worker compiles every test, and each
# of the services and commands they start the whole product.
KEEP_COMPILED := PYTHONDONTWRITEBYTECODE=

help: ## Say what there is to make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'
demo: .venv/.product ## Run the whole system on the simulated nation (SCENARIO=, SPEED=, PORT=)
	@$(RUN)netmon demo $(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(SPEED),--speed $(SPEED)) $(if $(PORT),--port $(PORT))
test: .venv/.tests ## Run every test against real servers
	$(KEEP_COMPILED) $(RUN)pytest $(SIDE_BY_SIDE)
compiled: .venv/.tests ## Compile the tests, once for all who run them side by side
	$(KEEP_COMPILED) $(RUN)pytest --collect-only -q >/dev/null
check: .venv/.tests ## Format, lint, types, and which part may know which
	$(RUN)ruff format --check . && $(RUN)ruff check . && $(RUN)mypy && $(RUN)lint-imports
bench: .venv/.tests ## Measure beside peers; writes benchmarks/RESULTS.md
	.ci/setup bench && $(RUN)python -m benchmarks
lock: ## Bring the lock files up to date (needs pip-compile)
	for extras in "requirements.lock --extra twin" "requirements-dev.lock --extra twin --extra push --extra dev --extra bench"; do pip-compile -q --upgrade --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --annotation-style=line pyproject.toml -o $$extras; done

.venv/.product: requirements.lock pyproject.toml .ci/setup
	@.ci/setup product && touch $@
.venv/.tests: requirements-dev.lock pyproject.toml .ci/setup
	@.ci/setup tests && touch $@ .venv/.product
