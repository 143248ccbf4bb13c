# 问办 (Wenban). `make run` serves the sample city; `make test` installs what
# the tests need and runs them. Both work on a fresh Debian or Ubuntu with Go.

SHELL     := /bin/bash
GO        ?= go
ADDR      ?= 127.0.0.1:8080
DATA      ?= ../shared/data
SUDO      := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
BIN       := bin/wenban
SOURCES   := $(shell find cmd knowledge assistant channels eval -type f 2>/dev/null)

.PHONY: run demo build static static-test test check fmt-check bench bench-retrieval eval eval-real eval-statutes eval-phrasings ablation report golden fuzz kill kill-publish publish-load crash crash-keys race clean tools browser postgres

run: $(BIN)
	@echo "打开 http://$(ADDR)  （Ctrl-C 结束）"
	$(BIN) serve --addr $(ADDR)

# The sample city with simulated systems of others beside it: sign in as any of
# its invented people. Staff: 李主任 (admin), 王芳 (two departments), 赵强 (hotline).
DEMO      := var/demo
SIMULATED := 127.0.0.1:8090
demo: export WENBAN_DATA := $(DEMO)
demo: export WENBAN_SIGNIN_SITE := http://$(ADDR)
demo: export WENBAN_SIGNIN_CITIZEN_ISSUER := http://$(SIMULATED)/citizen
demo: export WENBAN_SIGNIN_CITIZEN_CLIENT_ID := wenban
demo: export WENBAN_SIGNIN_CITIZEN_CLIENT_SECRET := simulated-for-trying-only
demo: export WENBAN_SIGNIN_STAFF_ISSUER := http://$(SIMULATED)/staff
demo: export WENBAN_SIGNIN_STAFF_CLIENT_ID := wenban
demo: export WENBAN_SIGNIN_STAFF_CLIENT_SECRET := simulated-for-trying-only
demo: export WENBAN_LICENCES_ADDRESS := http://$(SIMULATED)/zz
demo: export WENBAN_LICENCES_SECRET := simulated-for-trying-only
demo: export WENBAN_LICENCES_PRIVATE := true
demo: $(BIN)
	@[ -f $(DEMO)/wenban.db ] || { $(BIN) user add 李主任 --role admin && $(BIN) user bind 李主任 staff-1001 --as 李主任 && \
	$(BIN) user add 王芳 --role handler --department 云溪市民政局 --department 云溪市城市管理局 --as 李主任 && $(BIN) user bind 王芳 staff-1002 --as 李主任 && \
	$(BIN) user add 赵强 --role operator --as 李主任 && $(BIN) user bind 赵强 staff-1003 --as 李主任; } </dev/null
	@echo "市民：http://$(ADDR) 右上角“登录”；工作人员：http://$(ADDR)/staff  （Ctrl-C 结束）"
	@$(BIN) simulate --addr $(SIMULATED) --site http://$(ADDR) >/dev/null & simulated=$$!; trap 'kill $$simulated' EXIT; $(BIN) serve --addr $(ADDR)

build: $(BIN)

# gojieba is C++; without a compiler the same program is built with the
# segmenter in Go (slower, same interface).
$(BIN): $(SOURCES) go.mod go.sum | tools
	@mkdir -p bin
	@if command -v g++ >/dev/null; then CGO_ENABLED=1 $(GO) build -o $(BIN) ./cmd/wenban; \
	else echo "没有 C++ 编译器，改用纯 Go 分词"; CGO_ENABLED=0 $(GO) build -o $(BIN) ./cmd/wenban; fi

# One file that needs no library, for an empty container or any Linux of the
# same architecture: C and C++ are linked in, names and users are looked up in Go.
static: bin/wenban-static

bin/wenban-static: $(SOURCES) go.mod go.sum | tools
	@mkdir -p bin
	@if command -v g++ >/dev/null; then CGO_ENABLED=1 $(GO) build -trimpath -tags 'netgo osusergo' -ldflags '-s -w -linkmode external -extldflags "-static"' -o $@ ./cmd/wenban; \
	else echo "没有 C++ 编译器，改用纯 Go 分词"; CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o $@ ./cmd/wenban; fi

# The static binary alone in an empty root: no library, no /proc, no environment.
static-test: bin/wenban-static
	WENBAN_TEST_STATIC=$(CURDIR)/bin/wenban-static $(GO) test -count 1 -run Static -v ./cmd/wenban

tools:
	@command -v g++ >/dev/null || { command -v apt-get >/dev/null && $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq g++ >/dev/null; } || true

browser:
	@command -v chromium >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; }

# PostgreSQL, which the tests start by themselves.
postgres:
	@command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq postgresql >/dev/null; }

test: tools browser postgres check
	WENBAN_REQUIRE_BROWSER=1 WENBAN_REQUIRE_POSTGRES=1 $(GO) test -timeout 14m ./...

# What "done" means, short of the tests.
check: fmt-check
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff

fmt-check:
	@out="$$(gofmt -l cmd knowledge assistant channels eval)"; [ -z "$$out" ] || { echo "not gofmt-ed:"; echo "$$out"; exit 1; }

# The race detector over everything that runs beside something else.
race: tools
	$(GO) test -race -timeout 30m ./assistant/... ./channels/... ./knowledge/segment ./knowledge/index/...

bench: $(BIN)
	$(BIN) bench

# Retrieval over synthetic items with bleve and brute force beside it: ten minutes
# on two free cores. SIZES=1M for a million, which takes 10 GB and half an hour.
SIZES ?= 2k,10k,100k
bench-retrieval: $(BIN)
	$(BIN) bench retrieval --sizes $(SIZES)

eval: $(BIN)
	$(BIN) eval --cases eval/testdata/sample.questions.jsonl

# The same as a page with plots.
report: $(BIN)
	$(BIN) eval --cases eval/testdata/sample.questions.jsonl --html report.html
	@echo "报告：$(CURDIR)/report.html"

# Real public data, read from beside the checkout.
eval-real: $(BIN)
	@[ -d $(DATA)/questions ] || { echo "没有 $(DATA)：公开数据不在旁边，用 make eval-real DATA=… 指明"; exit 1; }
	$(BIN) eval --cases $(DATA)/questions/sample.dev.questions.jsonl
	$(BIN) eval --kb $(DATA)/gd_catalog/items.jsonl --cases $(DATA)/questions/gd.dev.questions.jsonl --cases $(DATA)/questions/open.dev.questions.jsonl --aliases $(DATA)/gd_catalog/alias_queries_dev.tsv --baselines

# What remembered questions are worth, five-fold cross-validated: two minutes on two free cores.
eval-phrasings: $(BIN)
	@[ -d $(DATA)/questions ] || { echo "没有 $(DATA)：公开数据不在旁边，用 make eval-phrasings DATA=… 指明"; exit 1; }
	$(BIN) eval --phrasings --kb $(DATA)/gd_catalog/items.jsonl --cases $(DATA)/questions/gd.dev.questions.jsonl --aliases $(DATA)/gd_catalog/alias_queries_dev.tsv

# What each part of the search is worth: it is left out, and everything is measured again.
ablation: $(BIN)
	@[ -d $(DATA)/questions ] || { echo "没有 $(DATA)：公开数据不在旁边，用 make ablation DATA=… 指明"; exit 1; }
	$(BIN) eval --ablate --cases eval/testdata/sample.questions.jsonl
	$(BIN) eval --ablate --cases $(DATA)/questions/sample.dev.questions.jsonl
	$(BIN) eval --ablate --kb $(DATA)/gd_catalog/items.jsonl --cases $(DATA)/questions/gd.dev.questions.jsonl --aliases $(DATA)/gd_catalog/alias_queries_dev.tsv

# Articles of law for laypeople's questions, cross-validated: six minutes on two free cores.
eval-statutes: $(BIN)
	@if [ -d $(DATA)/stard ] && [ -d $(DATA)/laws ]; then $(BIN) statutes $(DATA); \
	else echo "没有 $(DATA)/stard 和 $(DATA)/laws，跳过法条检索的测量"; fi

golden:
	$(GO) test ./assistant ./knowledge ./knowledge/index ./knowledge/memory ./knowledge/watch ./eval ./eval/statutes -update

# A minute for each parser's fuzz target.
fuzz:
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 60s $$p || exit 1; done; done

# Three hundred kills on each engine of a process that saves talks: nothing acknowledged is lost.
kill: tools postgres
	WENBAN_KILLS=300 $(GO) test -count 1 -timeout 60m -run Kill -v ./assistant/ledger

# Kills in the middle of imports and publications, on each engine: always the old
# edition or the new one. And fifty publications under the load of citizens.
kill-publish: tools postgres
	WENBAN_KILLS=200 $(GO) test -count 1 -timeout 60m -run Kill -v ./knowledge/store

publish-load: tools postgres
	WENBAN_PUBLISHES=50 $(GO) test -count 1 -timeout 60m -run 'NoTurnFails|TheLoad' -v ./cmd/wenban

# A hundred thousand cases handed in over HTTP while the server is killed two hundred
# times, a third of them in the middle of a commit or a delivery, and the case system
# and PostgreSQL now and then: on each engine, with a server that acknowledges early
# as the control. Half an hour and more for each; CRASH_SUBMISSIONS=2000 CRASH_KILLS=20
# for a look. And twenty posts at once of each of five thousand keys.
CRASH_SUBMISSIONS ?= 100000
CRASH_KILLS       ?= 200
CRASH_ENGINES     ?= sqlite postgresql
crash: bin/wenban-crash postgres
	@for e in $(CRASH_ENGINES); do WENBAN_REQUIRE_POSTGRES=1 WENBAN_CRASH_ENGINE=$$e WENBAN_CRASH_BINARY=$(CURDIR)/bin/wenban-crash WENBAN_CRASH_SUBMISSIONS=$(CRASH_SUBMISSIONS) WENBAN_CRASH_KILLS=$(CRASH_KILLS) \
	$(GO) test -count 1 -timeout 12h -run Crash -v ./cmd/wenban || exit 1; done

crash-keys:
	WENBAN_CRASH_KEYS=5000 $(GO) test -count 1 -timeout 2h -run TwentyAtOnce -v ./cmd/wenban

bin/wenban-crash: $(SOURCES) go.mod go.sum | tools
	@mkdir -p bin
	$(GO) build -tags crash -o $@ ./cmd/wenban

clean:
	rm -rf bin
