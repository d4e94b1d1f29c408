# On the CPU:  docker build -t livespeech .
# On a GPU:    docker build -t livespeech:gpu --build-arg DEVICE=gpu .
# Run:         docker run -p 8765:8765 -v ./models:/app/models [--gpus all] livespeech --api-key KEY
ARG DEVICE=cpu

FROM python:3.11-slim-bookworm AS cpu-python

FROM nvidia/cuda:13.0.1-base-ubuntu24.04 AS gpu-python
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*

# hadolint ignore=DL3006
FROM ${DEVICE}-python
ARG DEVICE
RUN useradd --system --uid 10001 --no-create-home speech
WORKDIR /app
COPY . .
RUN python3 -m venv /venv && /venv/bin/pip install --no-cache-dir --editable ".[${DEVICE}]"

USER 10001
EXPOSE 8765
HEALTHCHECK --start-period=60s --interval=15s --timeout=3s \
    CMD ["/venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8765/healthz')"]
ENTRYPOINT ["/venv/bin/python", "server.py", "--host", "0.0.0.0"]
