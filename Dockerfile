# The server with its pages and models: build with `docker build -t gestures .`, run with compose (docs/operations.md).
# Plain Debian, so that these very commands can also be run, one after another, on a Debian machine.
FROM debian:trixie-20251117-slim AS page
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /app/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build && npm run build-kernel

FROM debian:trixie-20251117-slim AS server
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv && rm -rf /var/lib/apt/lists/*
RUN useradd --system --home-dir /data --create-home gestures
WORKDIR /app
RUN python3 -m venv .venv && .venv/bin/pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml uv.lock ./
RUN .venv/bin/uv sync --frozen --inexact --no-cache --compile-bytecode
COPY backend ./backend
COPY --chown=gestures converted_models ./converted_models
COPY --from=page /app/web/dist ./web/dist
COPY --from=page /app/web/build/kernel.wasm ./web/build/kernel.wasm
USER gestures
ENV DATA_DIR=/data HOST=0.0.0.0 PATH=/app/.venv/bin:$PATH
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=5)"]
CMD ["python", "-m", "backend", "serve", "--workers", "2"]

# The learning loop beside the server: what training needs, and Node, because models are judged by the page's own code.
FROM server AS learning
USER root
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
RUN .venv/bin/uv sync --frozen --inexact --no-cache --group train
COPY web ./web
RUN npm --prefix web ci --no-audit --no-fund && mkdir -p runs && chown gestures runs
COPY training ./training
# What judges models is built here: a container writes outside its volumes no more.
RUN python -c "from training.registry.recogniser import built_classifier; built_classifier()"
USER gestures
VOLUME /app/runs
HEALTHCHECK NONE

# What is built when nothing is named.
FROM server
