# Loupe. `make help` lists what there is; the two commands that matter are `make demo` and `make test`.
SHELL := /bin/bash
PY := .venv/bin/python

.PHONY: help demo serve test test-long lint lock docs messages clean-demo

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo:  ## everything from a fresh clone: environment, a simulated company, web, worker and scheduler on http://localhost:8000
	@exec tools/demo.sh

serve:  ## the portal as configured, without demo data
	@exec tools/serve.sh

test:  ## everything that must be green: lint, types, import rules, migrations, unit, flows, both databases, browser
	@exec tools/test.sh

test-long:  ## the longer cases
	@tools/setup.sh test && exec $(PY) -m pytest -m long tests

lint:  ## formatting, lint, types and import rules only
	@tools/setup.sh test && exec tools/lint.sh

lock:  ## resolve and hash the dependencies again
	@.venv/bin/python -m pip install -q uv
	@.venv/bin/uv pip compile --universal --generate-hashes --python-version 3.11 -q requirements.in -o requirements.txt
	@.venv/bin/uv pip compile --universal --generate-hashes --python-version 3.11 -q requirements-dev.in -o requirements-dev.txt

docs:  ## write the generated pages of docs/ again
	@LOUPE_DEMO=1 $(PY) manage.py write_reference

messages:  ## compile the translations
	@exec tools/messages.sh

clean-demo:  ## forget the demo's data
	@rm -rf "$${LOUPE_DATA_DIR:-var}"
