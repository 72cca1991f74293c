.PHONY: help run dev test sweep check format coverage bench sbom pictures compare
.DEFAULT_GOAL := help
PORT ?= 8000
export PORT

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

run: ## the demo school on http://127.0.0.1:8000, with a worker (PORT=… for another port)
	python3 board/bootstrap.py run

dev: ## the same, begun again whenever code or a template changes
	python3 board/bootstrap.py dev

test: ## the tests that hold each rule, on SQLite and in a browser
	python3 board/bootstrap.py test

sweep: ## what make test leaves out: every page, address and state, full sizes, PostgreSQL
	python3 board/bootstrap.py sweep

check: ## lint of code and templates, types, import contracts, dead code; once installed it needs no network
	python3 board/bootstrap.py check

format: ## write the Python code in the one format
	python3 board/bootstrap.py format

coverage: ## the whole suite, and how much of board/ it runs, branches counted
	python3 board/bootstrap.py coverage

bench: ## ours against its peers, in ratios
	python3 board/bootstrap.py bench

sbom: ## rounds.cdx.json: every part of others, with version, hashes and licence (CycloneDX)
	python3 board/bootstrap.py sbom

pictures: ## every page in three widths and both themes: instance/pictures/now/index.html
	python3 board/bootstrap.py pictures

compare: ## which of them differ from the run before: instance/pictures/changes.html
	python3 board/bootstrap.py compare
