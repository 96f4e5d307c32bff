# `run` and `check` do all the set-up that they need; see server/scripts/setup.sh.
.DEFAULT_GOAL := help
.PHONY: help run check rotate-key clean
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# Uses the Node.js that comes with the project if there is one, otherwise the system's.
WITH_NODE = PATH="$(CURDIR)/node_modules/.bin:$$PATH"
SIM ?=

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: ## Start PlantOps; with SIM=1 also six simulated devices. Ctrl-C stops it
	@sh server/scripts/setup.sh run
	@SIM="$(SIM)" $(WITH_NODE) exec node server/main.ts

check: ## Layout, lint, types and all tests
	@sh server/scripts/setup.sh check
	@$(WITH_NODE) exec sh server/scripts/check.sh

rotate-key: ## Encrypt what is secret at rest under a new ENCRYPTION_KEY; the server must be stopped
	@sh server/scripts/setup.sh run
	@$(WITH_NODE) exec node server/scripts/rotate-key.ts

clean: ## Remove what set-up and builds made; data/ stays
	@rm -rf node_modules nodes/dist ui/dist test-results
