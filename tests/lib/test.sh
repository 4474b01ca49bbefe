# shellcheck shell=bash
# What every script under tests/ begins with: a cluster of its own, checks that are counted, and an end that removes
# every trace. Use:
#
#   source .../tests/lib/test.sh
#   test_begin                     a prefix of its own; everything is removed when the script ends, however it ends
#   bl_cluster_up 3                (bin/lib/bricklayer.sh)
#   check "what is true" COMMAND   counts; prints COMMAND's output when it fails
#   figure "what" VALUE            a measured figure for the report
#
# The script's status is 0 when every check was right. KEEP=1 leaves the cluster of a failed script for a look.
source "$(dirname "${BASH_SOURCE[0]}")/../../bin/lib/common.sh"
source "$BRICKLAYER_ROOT/bin/lib/tools.sh"
source "$BRICKLAYER_ROOT/bin/lib/cluster.sh"
source "$BRICKLAYER_ROOT/bin/lib/bricklayer.sh"

CHECKS=0
WRONG=0
# a script that ends for another reason than a check says where
set -E
trap 'warn "${BASH_SOURCE[0]##*/}, line $LINENO: status $? of: $BASH_COMMAND"' ERR

test_begin() {
  need_namespaces
  # the number keeps scripts that run at the same time apart
  cluster_open "${BRICKLAYER_PREFIX:-t$((BASHPID % 10000000))}"
  cluster_down
  trap test_end EXIT
}

test_end() {
  local status=$?
  set +e
  trap - EXIT
  ((status == 0 && WRONG == 0)) || show_logs
  if [[ -n ${KEEP:-} ]] && ((status != 0 || WRONG > 0)); then
    warn "kept: $RUN (BRICKLAYER_PREFIX=$PREFIX bin/demo down removes it)"
  else
    cluster_down
  fi
  echo "checks: $CHECKS, wrong: $WRONG"
  ((status == 0 && WRONG > 0)) && status=1
  exit "$status"
}

show_logs() {
  local log
  for log in "$RUN"/*/bricklayer.out; do
    [[ -s $log ]] || continue
    echo "--- the end of $log" >&2
    tail -n 15 "$log" >&2
  done
}

# check TEXT COMMAND...
check() {
  local text=$1 output
  shift
  CHECKS=$((CHECKS + 1))
  if output=$("$@" 2>&1); then
    say "ok     $text"
  else
    WRONG=$((WRONG + 1))
    say "WRONG  $text"
    [[ -z $output ]] || head -n 30 <<<"             ${output//$'\n'/$'\n             '}"
  fi
}

# check_within SECONDS TEXT COMMAND...: repeats COMMAND until it succeeds, and tells how long that took.
check_within() {
  local seconds=$1 text=$2 begun
  shift 2
  begun=$(now_ms)
  if wait_for "$seconds" "$@" >/dev/null 2>&1; then
    CHECKS=$((CHECKS + 1))
    say "ok     $text (after $(since_ms "$begun") s)"
  else
    check "$text (within $seconds s)" "$@"
  fi
}

figure() { say "figure $1: $2"; }

# equal A B: for check; tells both when they differ.
equal() { [[ $1 == "$2" ]] || { echo "'$1' is not '$2'"; return 1; }; }

# api_status METHOD PATH [BODY]: only the status.
api_status() { api "$@" | sed -n 1p; }

# api_body METHOD PATH [BODY]: only the body.
api_body() { api "$@" | tail -n +2; }

# last_operation KIND ENTITY: the newest operation of that kind, in full, null when there is none. An empty ENTITY is any.
last_operation() {
  local id
  id=$(api_body GET /v1/operations | jq -r --arg kind "$1" --arg entity "$2" '
    [.[] | select(.kind == $kind and ($entity == "" or .entity == $entity))] | sort_by(.["accepted-at"]) | last | .id // ""')
  if [[ -n $id ]]; then api_body GET "/v1/operations/$id"; else echo null; fi
}

# create_volume NAME COUNT: replica COUNT over the first COUNT nodes, the brick folders being made.
create_volume() {
  local bricks
  read -ra bricks < <(brick_list "$1" "$2")
  glustercli volume create "$1" replica "$2" "${bricks[@]}" --create-brick-dir
}

# peer_ids COUNT: the ids of node1 to nodeCOUNT, one a line.
peer_ids() {
  local i
  for ((i = 1; i <= $1; i++)); do
    api_body GET /v1/peers | jq -r --arg ip "$(node_ip "node$i")" '.[] | select(.["peer-addresses"][0] | startswith($ip + ":")) | .id'
  done
}

# create_body NAME COUNT: the request that create_volume makes; the ids are asked once.
create_body() {
  [[ -n ${PEER_IDS:-} ]] || PEER_IDS=$(peer_ids "$2")
  jq -nc --arg name "$1" --arg ids "$PEER_IDS" --argjson count "$2" '
    {name: $name, flags: {"create-brick-dir": true}, subvols: [{type: "replicate", replica: $count,
     bricks: [$ids | split("\n")[:$count][] | {peerid: ., path: "/bricks/\($name)"}]}]}'
}

# brick_root NODE VOLUME: the folder of NODE's brick, seen from this machine.
brick_root() { echo "/proc/$(node_pid "$1")/root/bricks/$2"; }

# brick_pid NODE VOLUME: the pid, on this machine, of the process that serves that brick; false when there is none.
brick_pid() {
  local file
  while read -r file; do
    file=${file%/cmdline}
    if [[ $(readlink "$file/ns/pid") == "$(readlink "/proc/$(node_pid "$1")/ns/pid")" &&
      $(readlink "$file/exe") == */glusterfsd ]]; then
      echo "${file#/proc/}"
      return
    fi
  done < <(mentioning "/bricks/$2")
  return 1
}

trace() { python3 "$BRICKLAYER_ROOT/tests/lib/trace.py" "$@"; }
