# shellcheck shell=bash
# One Bricklayer node on this machine, without namespaces: all its folders below .run/PREFIX, its ports on 127.0.0.1.
# Sourced after common.sh, tools.sh, cluster.sh (for cluster_open) and bricklayer.sh.

# free_port WISHED: the first port from WISHED on that nothing listens on.
free_port() {
  local port=$1
  while [[ -n $(ss -Hltn "sport = :$port") ]]; do port=$((port + 100)); done
  echo "$port"
}

# single_bricks: a loop image at RUN/bricks, or a plain folder where there are no loop devices.
single_bricks() {
  mkdir -p "$RUN/bricks"
  truncate -s "${NODE_GIB}G" "$RUN/bricks.img"
  mkfs.xfs -q -K -i size=512 "$RUN/bricks.img"
  mount -o loop "$RUN/bricks.img" "$RUN/bricks" 2>"$RUN/mount.err" ||
    say "no loop device ($(<"$RUN/mount.err")); the bricks are in a plain folder"
}

single_config() {
  CLIENT_PORT=$(free_port 24007)
  UI_PORT=$(free_port 8233)
  cat >"$RUN/bricklayer.yml" <<YAML
name: single
host: 127.0.0.1
stateDir: $RUN/state
runDir: $RUN/run
logDir: $RUN/log
clientAddress: 127.0.0.1:$CLIENT_PORT
peerAddress: 127.0.0.1:$(free_port 24008)
adminAddress: 127.0.0.1:$(free_port 24009)
etcd:
  clientPort: $(free_port 2379)
  peerPort: $(free_port 2380)
temporal:
  binary: $(temporal_binary)
  port: $(free_port 7233)
  uiAddress: 127.0.0.1:$UI_PORT
YAML
}

single_serves() { serves "http://127.0.0.1:$CLIENT_PORT" "$RUN/state/auth"; }
single_serves_or_ended() { single_serves || gone "$1"; }

# single_up: leaves a node that answers, and glustercli pointed at it.
single_up() {
  local pid
  mkdir -p "$RUN"
  single_bricks
  single_config
  setsid "$BRICKLAYER_ROOT/bin/bricklayer" serve "$RUN/bricklayer.yml" </dev/null >"$RUN/bricklayer.out" 2>&1 &
  pid=$!
  disown
  wait_for 60 single_serves_or_ended "$pid" || :
  single_serves || die 1 "the node does not take requests; its last words: $(tail -n 4 "$RUN/bricklayer.out")"
  GD2_ENDPOINTS=http://127.0.0.1:$CLIENT_PORT
  GD2_AUTH_SECRET=$(<"$RUN/state/auth")
  export GD2_ENDPOINTS GD2_AUTH_SECRET
}

# single_pids: the node's process, its children and its mounts, found by the run folder in their command lines.
single_pids() {
  local file args program
  while read -r file; do
    args=$(tr '\0' '\n' 2>/dev/null <"$file") || continue
    program=${args%%$'\n'*}
    case ${program##*/} in
      java | etcd | temporal* | glusterfs | glusterfsd) ;;
      *) continue ;;
    esac
    file=${file%/cmdline}
    echo "${file#/proc/}"
  done < <(mentioning "$RUN/")
}

# single_down: the manager first, lest it starts again what is ended after it. The folders stay for cluster_down, which
# finds its nodes' images by them. Idempotent.
single_down() {
  local pid target
  while read -r target; do umount -l "$target"; done < <(findmnt -rno TARGET -t fuse.glusterfs | grep -F "$RUN/" || :)
  for pid in $(single_pids); do
    if [[ $(cat "/proc/$pid/comm" 2>/dev/null) == java ]]; then
      kill -TERM "$pid" 2>/dev/null || :
      wait_for 8 gone "$pid" || kill -KILL "$pid" 2>/dev/null || :
    fi
  done
  for pid in $(single_pids); do kill -KILL "$pid" 2>/dev/null || :; done
  for pid in $(single_pids); do wait_for 10 gone "$pid" || warn "process $pid does not end"; done
  if mountpoint -q "$RUN/bricks"; then umount "$RUN/bricks" || umount -l "$RUN/bricks"; fi
  [[ ! -e $RUN/bricks.img ]] || wait_for 10 detached "$RUN/bricks.img" || warn "$RUN/bricks.img stays attached"
}
