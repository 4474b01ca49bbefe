# shellcheck shell=bash
# What all scripts under bin/ and tests/ share: where things are, how progress is told, how to stop.
# Sourced, never run. Needs bash 5 (EPOCHREALTIME).

# The checkout's top folder.
BRICKLAYER_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# Where things that are fetched or built once are kept, shared by all checkouts of a user.
BRICKLAYER_CACHE=${BRICKLAYER_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/bricklayer}
export BRICKLAYER_ROOT BRICKLAYER_CACHE
export LC_ALL=C.UTF-8
# a shell from `su` has no sbin in its PATH
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# now_ms: milliseconds since the epoch.
now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

STARTED_MS=$(now_ms)

# since_ms FROM: seconds since FROM (of now_ms) with one decimal.
since_ms() {
  local ms=$(($(now_ms) - $1))
  printf '%d.%d' $((ms / 1000)) $((ms % 1000 / 100))
}

# say TEXT...: one line of progress, with the seconds since the script began.
say() { printf '%7s s  %s\n' "$(since_ms "$STARTED_MS")" "$*"; }

warn() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# die STATUS TEXT...: ends the script with one sentence. 2 means "cannot work here or called wrongly".
die() {
  local status=$1
  shift
  warn "$*"
  exit "$status"
}

# wait_for SECONDS COMMAND...: repeats COMMAND every 50 ms until it succeeds; false after SECONDS.
wait_for() {
  local until=$(($(now_ms) + $1 * 1000))
  shift
  until "$@"; do
    (($(now_ms) < until)) || return 1
    sleep 0.05
  done
}

need_root() {
  ((EUID == 0)) || die 2 "must run as root: it makes namespaces, mounts and loop devices"
}
