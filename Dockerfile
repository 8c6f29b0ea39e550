# The service in one image: `docker build -t reflexes .`, then see docs/running.md.
#
# What is built stays in the first stage; the second one holds the program, and a user who owns
# nothing but /data. No secret is written in the image: settings come when it is started.

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /app
COPY pyproject.toml hatch_build.py README.md babel.cfg ./
COPY LICENSES LICENSES
COPY src src
RUN /app/bin/pip install '.[service,export,postgresql,s3]' && /app/bin/reflexes-calls --version

FROM python:3.13-slim
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin reflexes \
    && install --directory --owner reflexes --group reflexes --mode 0700 /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    REFLEXES_CALLS_HOST=0.0.0.0 \
    REFLEXES_CALLS_LOG_FORMAT=json
USER reflexes
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ.get('REFLEXES_CALLS_PORT', '8000') + '/health/ready', timeout=4)"]
ENTRYPOINT ["reflexes-calls"]
CMD ["serve"]
