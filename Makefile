# `run` and `check` do all the set-up that they need; see server/scripts/setup.sh.
.DEFAULT_GOAL := help
.PHONY: help run doctor upgrade install uninstall docs check bench torture mutate pack-nodes pack-client home-assistant-addon rotate-key flows-export flows-import clean
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# Uses the Node.js that comes with the project if there is one, otherwise the system's.
WITH_NODE = PATH="$(CURDIR)/node_modules/.bin:$$PATH"
SIM ?=
OF ?=
FORM ?= short
ONLY ?=
PAGE ?=
STRYKER = server/scripts/mutation
SITE = docs/site

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# V8 would give the young generation 48 MiB, which a server that mostly waits does not need.
run: ## Start PlantOps; with SIM=1 also six simulated devices. Ctrl-C stops it
	@sh server/scripts/setup.sh run
	@SIM="$(SIM)" $(WITH_NODE) exec node --max-semi-space-size=4 server/main.ts

doctor: ## Look at what a start needs: settings, clock, disk, ports, database, broker; a sentence for each
	@sh server/scripts/setup.sh run
	@$(WITH_NODE) exec node server/scripts/doctor.ts

upgrade: ## Back up the running server, fetch the new version with what it needs, and look whether it can start
	@$(WITH_NODE) exec sh server/scripts/upgrade.sh

install: ## Install as a service of systemd, with a user of its own and data in /var/lib/plantops; again: the new version
	@sh server/scripts/setup.sh run
	@DESTDIR="$(DESTDIR)" $(WITH_NODE) exec sh server/scripts/install.sh install

uninstall: ## Remove the service; data and settings stay
	@DESTDIR="$(DESTDIR)" exec sh server/scripts/install.sh uninstall

docs: ## Build the documentation as a site; the server then has it at /docs
	@sh server/scripts/setup.sh run
	@[ $(SITE)/node_modules/.package-lock.json -nt $(SITE)/package-lock.json ] || $(WITH_NODE) npm ci --prefix $(SITE) --no-audit --no-fund
	@$(WITH_NODE) exec node $(SITE)/build.ts

check: ## Layout, lint, types and all tests
	@sh server/scripts/setup.sh check
	@$(WITH_NODE) exec sh server/scripts/check.sh

bench: ## Measure PlantOps beside the limit and a stock flow; FORM=long for half an hour, ONLY=readings for a part
	@sh server/scripts/setup.sh run
	@$(WITH_NODE) exec node server/bench/main.ts --form '$(FORM)' $(if $(ONLY),--only '$(ONLY)') $(if $(PAGE),--page '$(PAGE)')

torture: ## Break PlantOps on purpose and report what holds; FORM=long for hours, ONLY=disk-full for a case
	@sh server/scripts/setup.sh run
	@$(WITH_NODE) exec node server/torture/main.ts --form '$(FORM)' $(if $(ONLY),--only '$(ONLY)')

mutate: ## Break the code of a folder (OF=shared/species) in small ways, and list what its tests do not notice
	@[ -d "$(OF)" ] || { echo 'Say which folder: make mutate OF=server/services/care' >&2; exit 1; }
	@sh server/scripts/setup.sh check
	@[ -d $(STRYKER)/node_modules ] || $(WITH_NODE) npm ci --prefix $(STRYKER) --no-audit --no-fund
	@MUTATING=1 $(WITH_NODE) exec $(STRYKER)/node_modules/.bin/stryker run $(STRYKER)/stryker.config.json --mutate '$(OF)/!(*.test).ts' --testFiles '$(OF)/*.test.ts'

pack-nodes: ## Pack the nodes as an npm package for another Node-RED, in nodes/package-dist
	@sh server/scripts/setup.sh run
	@$(WITH_NODE) npm run --silent pack-nodes

pack-client: ## Pack the clients for TypeScript and Python, in server/client-package/dist
	@sh server/scripts/setup.sh run
	@$(WITH_NODE) npm run --silent pack-client

home-assistant-addon: ## Put the add-on for Home Assistant together, in home-assistant/dist
	@sh server/scripts/pack-addon.sh

rotate-key: ## Encrypt what is secret at rest under a new ENCRYPTION_KEY; the server must be stopped
	@sh server/scripts/setup.sh run
	@$(WITH_NODE) exec node server/scripts/rotate-key.ts

flows-export: ## Write the flows of a running server to a folder (TO=folder), a file a tab; VERSION=n an earlier version
	@sh server/scripts/setup.sh run
	@$(WITH_NODE) exec node server/scripts/flows-export.ts

flows-import: ## Deploy the flows of a folder (FROM=folder NOTE="why") on a running server, if they can run
	@sh server/scripts/setup.sh run
	@$(WITH_NODE) exec node server/scripts/flows-import.ts

clean: ## Remove what set-up and builds made; data/ stays
	@rm -rf node_modules $(STRYKER)/node_modules $(SITE)/node_modules $(SITE)/dist $(SITE)/pages nodes/dist nodes/package-dist server/client-package/dist ui/dist test-results
