# Starting and stopping the processes a command owns. Sourced after lib.sh.
# Each child runs in a session of its own, so that Ctrl-C reaches only this script, which then stops them in order;
# and each is sent the given signal by the kernel should this script be killed outright.

declare -A CHILD_PID=() CHILD_LOG=() CHILD_SIGNAL=()
CHILDREN=()

# start_child NAME LOG SIGNAL COMMAND...: starts COMMAND with its output in LOG; SIGNAL asks it to stop.
start_child() {
  local name=$1 log=$2 signal=$3
  shift 3
  mkdir -p "$(dirname "$log")"
  setsid setpriv --pdeathsig "$signal" "$@" >>"$log" 2>&1 </dev/null &
  CHILD_PID[$name]=$!
  CHILD_LOG[$name]=$log
  CHILD_SIGNAL[$name]=$signal
  CHILDREN+=("$name")
}

# run_step NAME LOG COMMAND...: runs COMMAND to its end, so that a signal in the meantime can stop it. Its code is ours.
run_step() {
  local name=$1 log=$2 code=0
  shift 2
  : >"$log"
  start_child "$name" "$log" TERM "$@"
  wait "${CHILD_PID[$name]}" || code=$?
  unset "CHILD_PID[$name]" "CHILDREN[-1]"
  return "$code"
}

# attend COMMAND...: runs COMMAND to its end with its output here; a signal in the meantime stops it and all it started.
attend() {
  local code=0
  setsid setpriv --pdeathsig TERM "$@" </dev/null &
  CHILD_PID[attended]=$!
  CHILD_LOG[attended]=/dev/null
  CHILD_SIGNAL[attended]=TERM
  CHILDREN+=(attended)
  wait "${CHILD_PID[attended]}" || code=$?
  unset "CHILD_PID[attended]" "CHILDREN[-1]"
  return "$code"
}

child_is_alive() { [ -n "${CHILD_PID[$1]:-}" ] && kill -0 "${CHILD_PID[$1]}" 2>/dev/null; }

# stop_child NAME [SECONDS]: asks it to stop, waits, and only then forces it.
stop_child() {
  local name=$1 seconds=${2:-30} pid=${CHILD_PID[$1]:-}
  [ -n "$pid" ] || return 0
  # A test runner is stopped with its hosts; PostgreSQL looks after its own processes.
  [ "$name" = attended ] && kill -s TERM -- "-$pid" 2>/dev/null
  kill -s "${CHILD_SIGNAL[$name]}" "$pid" 2>/dev/null || true
  local waited=0
  while kill -0 "$pid" 2>/dev/null && [ "$waited" -lt $((seconds * 10)) ]; do
    sleep 0.1
    waited=$((waited + 1))
  done
  if kill -0 "$pid" 2>/dev/null; then
    say "$name did not stop within $seconds s; ending it."
    kill -s KILL -- "-$pid" 2>/dev/null || true
  fi
  wait "$pid" 2>/dev/null || true
  unset "CHILD_PID[$name]"
}

# stop_children: the newest first.
stop_children() {
  local index
  for ((index = ${#CHILDREN[@]} - 1; index >= 0; index--)); do
    stop_child "${CHILDREN[$index]}"
  done
  CHILDREN=()
}

# dead_child: the name of one child that has ended, or nothing.
dead_child() {
  local name
  for name in "${CHILDREN[@]}"; do
    child_is_alive "$name" || { echo "$name"; return 0; }
  done
}

# wait_until_ready NAME PORT PATH SECONDS: until it answers; stops with its log when it dies or takes too long.
wait_until_ready() {
  local name=$1 port=$2 path=$3 seconds=$4 waited=0
  until answers "$port" "$path"; do
    if ! child_is_alive "$name"; then
      tail_of "${CHILD_LOG[$name]}" 25
      fail "$name ended while starting."
    fi
    if [ "$waited" -ge $((seconds * 5)) ]; then
      tail_of "${CHILD_LOG[$name]}" 25
      fail "$name did not answer http://localhost:$port$path within $seconds s."
    fi
    sleep 0.2
    waited=$((waited + 1))
  done
}
