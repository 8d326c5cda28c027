# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrate (docker-compose.yml).

FROM python:3.11-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
COPY requirements/base.txt /src/requirements/base.txt
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /src/requirements/base.txt
COPY manage.py /app/
COPY locale /app/locale
COPY static /app/static
COPY templates /app/templates
COPY portal /app/portal
COPY accounts /app/accounts
COPY billing /app/billing
COPY contracts /app/contracts
COPY mobile /app/mobile
COPY referrals /app/referrals
COPY support /app/support
COPY terminals /app/terminals
WORKDIR /app
# The key serves these two commands only and is not part of the image's environment.
RUN SECRET_KEY=build /opt/venv/bin/python manage.py compilemessages --verbosity 0 \
    && SECRET_KEY=build STATIC_ROOT=/app/staticfiles /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q /app

FROM python:3.11-slim-bookworm
# WeasyPrint draws PDFs with Pango and HarfBuzz.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0750 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles
WORKDIR /app
USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
