# Every target is a script in hack/; this file only names them.
.PHONY: help try demo test unit e2e matrix image node-up node-down pairs adopters mutants bench site format setup
.DEFAULT_GOAL := help

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

try: ## the goals on the example with an embedded PostgreSQL: no cluster, no server, no root
	@hack/try

demo: ## a real cluster, TweetEval's migration with backup, downgrade and restore, for you to watch
	@hack/demo

test: ## every test: unit, real PostgreSQL, real Maven, real cluster
	@hack/test

unit: setup ## every test but the cluster's
	@hack/unit

e2e: ## the cluster's tests only
	@hack/test e2e

matrix: ## nightly: PostgreSQL 13 to 18 each migrated with a backup that is restored, in the cluster (docs/development.md)
	@hack/test matrix

image: ## build the image docker.io/local/athanor:dev (docker or buildah)
	@hack/image

node-up: ## start the cluster that demo and e2e use, with the images that are built; prints what to eval
	@hack/setup && hack/cluster up && hack/cluster load-built && hack/cluster env

node-down: ## stop it
	@hack/cluster down

pairs: ## the differ's nightly run: 1,000 pairs of random schemas, PostgreSQL 13 to 18 (docs/schema.md)
	@hack/pairs

adopters: ## nightly: databases of the real Liquibase 3.5 to 5.0 go on here, and the other way round (docs/liquibase-score.md)
	@hack/adopters

mutants: setup ## what changes of the engine and of the operator's decisions no test notices (docs/development.md)
	@hack/mutants

bench: ## ratios beside psql, Alembic, Flyway and Liquibase (docs/performance.md)
	@bench/run

site: ## docs/ as a site with search, in target/site; fails on a link that leads nowhere
	@hack/site

format: ## format the Java sources
	./mvnw -q -B spotless:apply -pl '!examples/tweeteval'

setup: ## install what a fresh Debian machine lacks
	@hack/setup
