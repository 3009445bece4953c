# The production image: web, worker and scheduler. Nothing of the demonstration, no secret.
FROM python:3.13.7-slim-bookworm AS packages
COPY requirements.txt /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt

FROM python:3.13.7-slim-bookworm
# Pango draws the text of the PDF documents.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=packages /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# The settings want a full environment; none of these values outlives this line.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    PASSNUM_MASTER_KEYS="1:$(head -c 32 /dev/urandom | base64)" \
    PASSNUM_FACTOR_KEYS="1:$(head -c 32 /dev/urandom | base64)" \
    DATABASE_URL=postgres://none/none BROKER_URL=redis://none ALLOWED_HOSTS=none \
    python manage.py collectstatic --noinput \
    && useradd --system --uid 10001 passnum
USER passnum
EXPOSE 8000
CMD ["gunicorn", "--config=deploy/web.py", "--bind=0.0.0.0:8000", "--worker-tmp-dir=/dev/shm"]
