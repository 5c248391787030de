# What every command of infra/ shares. Sourced, never run, by a script with `set -euo pipefail`.
# Standard output belongs to the command's own answer, so everything said here goes to standard error.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# Build nodes that outlive the command would be something it started and did not stop.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

say() { printf '%s\n' "$*" >&2; }

# fail SENTENCE...: says each sentence on a line of its own and ends the command.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# tail_of FILE [LINES]: the end of a log, indented, for a message about a process that failed.
tail_of() {
  [ -s "$1" ] || { say "  (its log $1 is empty)"; return 0; }
  say "  the end of $1:"
  tail -n "${2:-15}" "$1" | sed 's/^/    /' >&2
}

# install_packages WHY PACKAGE...: as root installs Debian packages; as anyone else says what to run and stops.
install_packages() {
  local why=$1
  shift
  if [ "$(id -u)" != 0 ]; then
    fail "$why is missing. Run this, then start again:" "  sudo apt-get update && sudo apt-get install -y $*"
  fi
  command -v apt-get >/dev/null || fail "$why is missing and there is no apt-get here. Install: $*"
  say "installing $* ($why) ..."
  local log
  log=$(mktemp)
  if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q "$@"; } >"$log" 2>&1 </dev/null; then
    tail_of "$log"
    fail "apt-get could not install $*."
  fi
  rm -f "$log"
}

# need_command COMMAND PACKAGE: installs PACKAGE when COMMAND is not there.
need_command() { command -v "$1" >/dev/null || install_packages "$1" "$2"; }

need_dotnet() {
  local wanted have
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$ROOT/global.json")
  command -v dotnet >/dev/null || fail "The .NET SDK is missing. Install .NET SDK $wanted or a later patch of it."
  have=$(cd "$ROOT" && dotnet --version 2>/dev/null) ||
    fail "global.json asks for .NET SDK $wanted or a later patch. Here there is:" "$(dotnet --list-sdks)"
  say "using .NET SDK $have"
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail "Node.js 20 or later with npm is missing. It builds the theme."
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 20 ] || fail "Node.js $(node --version) is too old to build the theme. Install 20 or later."
}

# hash_of PATH...: one hash over the names and contents of every source file under these paths of the checkout.
hash_of() {
  (cd "$ROOT" && find "$@" \( -name bin -o -name obj -o -name node_modules -o -name TestResults \) -prune \
    -o -type f -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-16)
}

# random_word: 32 characters of randomness, safe in a connection string and in SQL quotes.
random_word() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# port_is_taken PORT
port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# who_listens PORT: "process 123 (node server.js)" as far as this user may see, or nothing.
who_listens() {
  local hex inode link process
  hex=$(printf '%04X' "$1")
  inode=$(awk -v port=":$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null) || true
  [ -n "$inode" ] || return 0
  link=$(find /proc/[0-9]*/fd -lname "socket:\[$inode\]" -print -quit 2>/dev/null) || true
  [ -n "$link" ] || { echo "a process of another user"; return 0; }
  process=${link#/proc/}
  process=${process%%/*}
  echo "process $process ($(tr '\0' ' ' <"/proc/$process/cmdline" 2>/dev/null | cut -c1-80))"
}

# need_port PORT USE: stops with a sentence when something already listens there.
need_port() {
  port_is_taken "$1" || return 0
  local who
  who=$(who_listens "$1")
  fail "Port $1, needed for $2, is taken${who:+ by $who}." \
    "Stop that, or choose four free ports in a row: PORTAL_PORT=6080 infra/run"
}

# free_port: a port on which nothing listens now.
free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 12000))
    port_is_taken "$port" || { echo "$port"; return 0; }
  done
  fail "No free port was found between 20000 and 32000."
}

# answers PORT PATH: whether an HTTP server on this machine answers 200 there. Needs no curl.
answers() {
  local status
  status=$(
    exec 2>/dev/null
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET %s HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    read -r -t 10 line <&3
    printf '%s' "$line"
  ) || return 1
  [[ $status == "HTTP/1."?" 200"* ]]
}
