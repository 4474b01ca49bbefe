#!/bin/bash
# How long commands take beside the bare ReST call: min and median of RUNS runs each, in milliseconds.
#   cli/bench.sh [RUNS]       (20 if not said)
# It asks the node at GD2_ENDPOINTS, reading only; without that a stage on loopback, changing commands too.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cli=$root/bin/glustercli
runs=${1:-20}

commands=("volume list" "volume info" "volume status" "peer status" "pool list" "operation list" "version"
  "volume --help")
if [[ -z ${GD2_ENDPOINTS:-} ]]; then
  # the stage lives as long as the pipe to it
  coproc STAGE { exec java -cp "$root/cli/target/glustercli.jar" dev.bricklayer.cli.start.Stage; }
  read -r GD2_ENDPOINTS <&"${STAGE[0]}"
  export GD2_ENDPOINTS GD2_AUTH_SECRET=bench
  commands+=("volume info v1" "volume start v1" "volume stop v1" "volume delete v1" "peer add n2"
    "volume create v1 replica 3 n1:/b/1 n1:/b/2 n1:/b/3")
fi

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# token METHOD PATH: what the API wants to see, under GD2_AUTH_SECRET.
token() {
  local head claims qsh
  qsh=$(printf '%s' "$1&$2" | sha256sum)
  head=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url)
  claims=$(printf '{"iss":"glustercli","exp":%s,"qsh":"%s"}' "$(($(date +%s) + 600))" "${qsh%% *}" | base64url)
  printf '%s.%s.%s' "$head" "$claims" \
    "$(printf '%s' "$head.$claims" | openssl dgst -sha256 -hmac "${GD2_AUTH_SECRET:-}" -binary | base64url)"
}

# measure NAME COMMAND...: one line of the table.
measure() {
  local name=$1 i start
  shift
  "$@" >/dev/null 2>&1 || { echo "failed: $*" >&2; "$@" >&2 || exit 1; }
  for ((i = 0; i < runs; i++)); do
    start=${EPOCHREALTIME/[.,]/}
    "$@" >/dev/null 2>&1
    echo $((${EPOCHREALTIME/[.,]/} - start))
  done | sort -n | awk -v name="$name" '{ t[NR] = $1 / 1000 }
    END { printf "%-58s %8.1f %8.1f\n", name, t[1], (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2 }'
}

printf '%-58s %8s %8s\n' "$runs runs, ms" min median
measure "curl GET /v1/volumes" curl -sf -o /dev/null -H "Authorization: bearer $(token GET /v1/volumes)" \
  "${GD2_ENDPOINTS%%,*}/v1/volumes"
for command in "${commands[@]}"; do
  # shellcheck disable=SC2086
  measure "$command" "$cli" $command
done
if command -v gluster >/dev/null; then measure "gluster --version (no call)" gluster --version; fi
