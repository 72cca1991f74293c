.PHONY: run test check bench
PORT ?= 8000
export PORT

run: ## the demo school on http://127.0.0.1:8000
	python3 board/bootstrap.py run

test: ## the whole suite
	python3 board/bootstrap.py test

check: ## lint, types, import contracts
	python3 board/bootstrap.py check

bench: ## ours against its peers, in ratios
	python3 board/bootstrap.py bench
