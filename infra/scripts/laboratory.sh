# A place for tests and measurements: a temporary directory with a cluster of its own, gone afterwards.
# Sourced after cluster.sh and build.sh.

open_laboratory() {
  LABORATORY=$(mktemp -d "${TMPDIR:-/tmp}/portal.XXXXXXXX")
  chmod 755 "$LABORATORY"
  need_dotnet
  need_postgres
}

close_laboratory() {
  trap - EXIT
  stop_children
  [ -z "${LABORATORY:-}" ] || rm -rf "$LABORATORY"
  LABORATORY=
}

# build_all: the theme and every project, once, in Release, before any test runs.
build_all() {
  build_theme
  say "building everything ..."
  attend dotnet build Portal.sln -c Release -p:UseSharedCompilation=false -v quiet >&2 ||
    fail "The build failed."
}

# start_laboratory_cluster [POSTGRES OPTION...]: exports PORTAL_TEST_DATABASE, the superuser's connection string.
start_laboratory_cluster() {
  local port
  port=$(free_port)
  start_cluster "$LABORATORY" "$port" "$@"
  PORTAL_TEST_DATABASE=$(connection_string postgres postgres)
  PORTAL_PGBENCH=$POSTGRES_BIN/pgbench
  PORTAL_CHROMIUM=$(command -v chromium || true)
  export PORTAL_TEST_DATABASE PORTAL_PGBENCH PORTAL_CHROMIUM
}

# check_compose: docker-compose.yml is read by Docker Compose where there is one.
check_compose() {
  local compose
  if docker compose version >/dev/null 2>&1; then
    compose='docker compose'
  elif command -v docker-compose >/dev/null; then
    compose=docker-compose
  else
    say "docker-compose.yml is not checked: there is no Docker Compose here."
    return 0
  fi
  (cd "$ROOT" && $compose config -q) >&2 || fail "Docker Compose refuses docker-compose.yml."
}
