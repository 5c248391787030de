# A private PostgreSQL cluster: made, started, explained when it will not start, and stopped. Sourced after children.sh.
# PostgreSQL refuses to run as root, so as root everything here runs as Debian's postgres user.
# The server listens on 127.0.0.1 only, with passwords (scram-sha-256), data checksums and fsync on.

CLUSTER_NAME=PostgreSQL

# find_postgres [MAJOR]: sets POSTGRES_BIN to the newest installed server of at least 15, or to that of MAJOR.
find_postgres() {
  local candidate major best=0
  POSTGRES_BIN=
  for candidate in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin "$(command -v pg_ctl | xargs -r dirname)"; do
    [ -x "$candidate/initdb" ] && [ -x "$candidate/postgres" ] || continue
    major=$("$candidate/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    [ -z "${1:-}" ] || [ "$major" = "$1" ] || continue
    if [ "$major" -ge 15 ] && [ "$major" -gt "$best" ]; then
      best=$major
      POSTGRES_BIN=$candidate
    fi
  done
  [ -n "$POSTGRES_BIN" ]
}

need_postgres() {
  find_postgres && return 0
  if [ "$(id -u)" = 0 ] && ! dpkg -s postgresql-common >/dev/null 2>&1; then
    # Debian's package would also start a server of its own on port 5432, which nobody asked for.
    install_packages "PostgreSQL" postgresql-common
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  install_packages "PostgreSQL 15 or later" postgresql
  find_postgres || fail "Debian's postgresql package is installed, but no PostgreSQL 15 or later was found."
}

# as_postgres COMMAND...: as the postgres user when root, else as yourself.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && exec setpriv --reuid postgres --regid postgres --init-groups -- "$@")
  else
    "$@"
  fi
}

# place_cluster DATA_DIR: sets CLUSTER_DIR. A checkout below, say, /root is closed to the postgres user, so then the
# cluster is kept in that user's home, under a name made from DATA_DIR.
place_cluster() {
  CLUSTER_DIR=$1/postgres
  [ "$(id -u)" = 0 ] || return 0
  as_postgres test -x "$1" && return 0
  CLUSTER_DIR=$(getent passwd postgres | cut -d: -f6)/portal-$(printf '%s' "$1" | sha256sum | cut -c1-12)
  say "the postgres user cannot enter $1, so the cluster is kept in $CLUSTER_DIR"
}

# secret NAME: the password of that name, made when it is not there yet.
secret() {
  local file=$SECRETS_DIR/$1
  if [ ! -s "$file" ]; then
    mkdir -p "$SECRETS_DIR"
    chmod 700 "$SECRETS_DIR"
    (umask 077 && random_word >"$file")
  fi
  cat "$file"
}

# query DATABASE SQL-OR-FILE-ARGUMENTS...: psql as the cluster's superuser; stops at the first error.
query() {
  local database=$1
  shift
  PGPASSWORD=$(secret superuser) "$POSTGRES_BIN/psql" -X -q -v ON_ERROR_STOP=1 -At \
    -h 127.0.0.1 -p "$CLUSTER_PORT" -U postgres -d "$database" "$@"
}

# make_cluster: initdb with our settings. The directory appears under its name only when it is whole.
make_cluster() {
  local draft=$CLUSTER_DIR.draft password
  say "making a PostgreSQL cluster in $CLUSTER_DIR ..."
  rm -rf "$draft"
  mkdir -p "$draft"
  password=$(mktemp)
  secret superuser >"$password"
  if [ "$(id -u)" = 0 ]; then
    chown postgres: "$draft" "$password"
  fi
  as_postgres "$POSTGRES_BIN/initdb" -D "$draft" -U postgres --pwfile="$password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --data-checksums >"$LOGS_DIR/initdb.log" 2>&1 ||
    { rm -f "$password"; tail_of "$LOGS_DIR/initdb.log"; fail "initdb failed."; }
  rm -f "$password"
  as_postgres tee -a "$draft/postgresql.conf" >/dev/null <"$ROOT/infra/postgres/private.conf"
  mv "$draft" "$CLUSTER_DIR"
}

# check_cluster: says what is wrong with an existing cluster before starting it.
check_cluster() {
  local major owner me
  me=$([ "$(id -u)" = 0 ] && echo postgres || id -un)
  owner=$(stat -c %U "$CLUSTER_DIR")
  [ "$owner" = "$me" ] || fail "The cluster in $CLUSTER_DIR belongs to $owner, and this would run as $me." \
    "Run it as the user who made it, or set PORTAL_DATA_DIR to another directory."
  major=$(cat "$CLUSTER_DIR/PG_VERSION" 2>/dev/null) ||
    damaged "its PG_VERSION file is missing"
  find_postgres "$major" || fail "The cluster in $CLUSTER_DIR was made by PostgreSQL $major, which is not installed." \
    "Install it (apt-get install postgresql-$major), or dump and restore: infra/runbooks/restore.md."
  [ -s "$SECRETS_DIR/superuser" ] || fail "The passwords in $SECRETS_DIR are missing, but there is a cluster in" \
    "$CLUSTER_DIR. Put them back, or move that directory away to start with an empty city."
  "$POSTGRES_BIN/pg_controldata" -D "$CLUSTER_DIR" >/dev/null 2>&1 || damaged "its control file cannot be read"
  cluster_is_running && fail "The cluster in $CLUSTER_DIR is in use already, by process" \
    "$(head -n 1 "$CLUSTER_DIR/postmaster.pid"). Stop the command that started it (infra/run?), or wait for it."
  return 0
}

# damaged WHAT: never repaired by itself, because that would hide lost money.
damaged() {
  fail "The cluster in $CLUSTER_DIR is damaged: $1." \
    "Restore it from a backup (infra/runbooks/restore.md). If it only holds the demo city, move the directory away" \
    "and start again: mv $CLUSTER_DIR $CLUSTER_DIR.damaged"
}

# cluster_is_running: a postmaster.pid naming a live server of this very directory. One left by a crash is stale, and
# PostgreSQL removes it by itself.
cluster_is_running() {
  local process
  process=$(head -n 1 "$CLUSTER_DIR/postmaster.pid" 2>/dev/null) || return 1
  [ -n "$process" ] && [ "$(cat "/proc/$process/comm" 2>/dev/null)" = postgres ] &&
    tr '\0' '\n' <"/proc/$process/cmdline" | grep -qxF "$CLUSTER_DIR"
}

# start_cluster DATA_DIR PORT [POSTGRES OPTION...]: makes it when new, starts it as a child, sets CLUSTER_PORT.
start_cluster() {
  local data=$1
  CLUSTER_PORT=$2
  shift 2
  LOGS_DIR=$data/logs
  SECRETS_DIR=$data/secrets
  mkdir -p "$data" "$LOGS_DIR"
  place_cluster "$data"
  [ -d "$CLUSTER_DIR" ] || make_cluster
  check_cluster
  need_port "$CLUSTER_PORT" "PostgreSQL"
  local log=$LOGS_DIR/postgres.log
  [ ! -f "$log" ] || mv "$log" "$log.1"
  local run_as=()
  if [ "$(id -u)" = 0 ]; then
    run_as=(--reuid postgres --regid postgres --init-groups)
  fi
  cd /
  start_child "$CLUSTER_NAME" "$log" INT "${run_as[@]}" -- \
    "$POSTGRES_BIN/postgres" -D "$CLUSTER_DIR" -p "$CLUSTER_PORT" "$@"
  cd "$ROOT"
  wait_for_cluster "$log"
}

wait_for_cluster() {
  local log=$1 waited=0
  until query postgres -c 'select 1' >/dev/null 2>&1; do
    if ! child_is_alive "$CLUSTER_NAME"; then
      tail_of "$log"
      if grep -qE 'PANIC|invalid|checksum|corrupt|could not (read|locate|open)|bogus' "$log"; then
        damaged "the server refused it"
      fi
      fail "PostgreSQL ended while starting."
    fi
    # After a crash it replays its log first, which may take minutes.
    [ "$waited" -lt 1500 ] || { tail_of "$log"; fail "PostgreSQL was not ready within 300 s."; }
    sleep 0.2
    waited=$((waited + 1))
  done
}

# prepare_database NAME: roles with their passwords, and the database when it is missing.
prepare_database() {
  local role exists
  query postgres -f "$ROOT/infra/postgres/roles.sql"
  for role in portal_owner portal_app portal_reader; do
    query postgres <<<"alter role $role password '$(secret "$role")'"
  done
  exists=$(query postgres -c "select 1 from pg_database where datname = '$1'")
  [ -n "$exists" ] || query postgres -c "create database $1 owner portal_owner"
  query "$1" -f "$ROOT/infra/postgres/database.sql"
}

# connection_string DATABASE ROLE: for Npgsql.
connection_string() {
  local name=$2
  [ "$name" = postgres ] && name=superuser
  printf 'Host=127.0.0.1;Port=%s;Database=%s;Username=%s;Password=%s' \
    "$CLUSTER_PORT" "$1" "$2" "$(secret "$name")"
}
