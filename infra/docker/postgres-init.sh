#!/usr/bin/env bash
# Run once by the postgres image, when its volume is new: the roles, their passwords, the database.
set -euo pipefail
: "${PORTAL_OWNER_PASSWORD:?}" "${PORTAL_APP_PASSWORD:?}" "${PORTAL_READER_PASSWORD:?}"

run() { psql -X -q -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" "$@"; }

run -d postgres -f /portal/postgres/roles.sql
run -d postgres -v owner="$PORTAL_OWNER_PASSWORD" -v app="$PORTAL_APP_PASSWORD" \
  -v reader="$PORTAL_READER_PASSWORD" <<'SQL'
alter role portal_owner password :'owner';
alter role portal_app password :'app';
alter role portal_reader password :'reader';
create database portal owner portal_owner;
SQL
run -d portal -f /portal/postgres/database.sql
