# shellcheck shell=bash
# Bricklayer on the nodes of cluster.sh: its configuration, start, stop and kill, and clients of its API.
# Sourced after common.sh, tools.sh and cluster.sh.

NODE_GIB=${BRICKLAYER_NODE_GIB:-1}
CLIENT_INDEX=100

# bl_config NAME [YAML]: writes the node's configuration. YAML: further top-level keys.
bl_config() {
  local name=$1 ip
  ip=$(node_ip "$name")
  {
    echo "name: $name"
    echo "host: $ip"
    echo "temporal:"
    echo "  binary: $(temporal_binary)"
    echo "  uiAddress: $ip:8233"
    [[ -z ${2:-} ]] || printf '%s\n' "$2"
  } >"$RUN/$name/bricklayer.yml"
}

# bl_start NAME: starts the node's process and does not wait for it.
bl_start() { node_spawn "$1" bricklayer "$BRICKLAYER_ROOT/bin/bricklayer" serve "$RUN/$1/bricklayer.yml"; }

# bl_answers NAME: whether its API answers at all.
bl_answers() { curl -sf -m 2 -o /dev/null "http://$(node_ip "$1"):24007/version"; }

# serves URL SECRET-FILE: whether a node knows its cluster and takes requests about it; it answers 503 until then.
serves() {
  local token
  token=$(GD2_AUTH_SECRET=$(cat "$2" 2>/dev/null) python3 "$BRICKLAYER_ROOT/bin/lib/api.py" token GET /v1/peers)
  curl -sf -m 2 -o /dev/null -H "Authorization: bearer $token" "$1/v1/peers"
}

bl_serves() { bl_answers "$1" && serves "http://$(node_ip "$1"):24007" "$RUN/$1/lib/bricklayer/auth"; }

# bl_wait NAME [SECONDS]: until it takes requests, or has ended.
bl_wait() {
  wait_for "${2:-60}" bl_serves_or_ended "$1" || :
  bl_serves "$1" || die 1 "$1 does not take requests; its last words: $(tail -n 4 "$RUN/$1/bricklayer.out")"
}

bl_serves_or_ended() { bl_serves "$1" || ! spawn_lives "$1" bricklayer; }

# bl_pid NAME: the pid of the node's JVM on this machine; false when it does not run.
bl_pid() {
  local pid
  pid=$(spawned_pid "$1" bricklayer) || return 1
  while [[ $(cat "/proc/$pid/comm" 2>/dev/null) != java ]]; do
    pid=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null) || return 1
    pid=${pid%% *}
    [[ -n $pid ]] || return 1
  done
  echo "$pid"
}

# bl_end NAME SIGNAL SECONDS: signals the JVM and waits until it is gone.
bl_end() {
  local pid
  pid=$(bl_pid "$1") || return 0
  kill -"$2" "$pid"
  wait_for "$3" gone "$pid"
}

bl_stop() { bl_end "$1" TERM 30; }
bl_kill() { bl_end "$1" KILL 30; }

# bl_use NAME: makes NAME the node that glustercli and api.py talk to.
bl_use() {
  GD2_ENDPOINTS=http://$(node_ip "$1"):24007
  GD2_AUTH_SECRET=$(<"$RUN/$1/lib/bricklayer/auth")
  export GD2_ENDPOINTS GD2_AUTH_SECRET
}

glustercli() { "$BRICKLAYER_ROOT/bin/glustercli" "$@"; }

# api METHOD PATH [BODY]: prints the status on the first line, then the body.
api() { python3 "$BRICKLAYER_ROOT/bin/lib/api.py" "$@"; }

# bl_nodes_up COUNT: the network, that many nodes with Bricklayer answering on each, and a client.
bl_nodes_up() {
  local count=$1 i
  net_up
  for ((i = 1; i <= count; i++)); do
    node_up "node$i" "$i" "$NODE_GIB"
    bl_config "node$i"
    bl_start "node$i"
  done
  node_up client "$CLIENT_INDEX"
  for ((i = 1; i <= count; i++)); do bl_wait "node$i"; done
  bl_use node1
}

# bl_join COUNT: makes one cluster of node1 to nodeCOUNT.
bl_join() {
  local i
  for ((i = 2; i <= $1; i++)); do glustercli peer add "$(node_ip "node$i")"; done
}

# bl_cluster_up COUNT
bl_cluster_up() {
  bl_nodes_up "$1"
  bl_join "$1"
}

# brick_list VOLUME COUNT: VOLUME's bricks, one on each of the first COUNT nodes, as glustercli takes them.
brick_list() {
  local i
  for ((i = 1; i <= $2; i++)); do printf '%s ' "$(node_ip "node$i"):/bricks/$1"; done
  echo
}

# client_mount VOLUME [NODE]: mounts VOLUME at /mnt/VOLUME of the client, with the unmodified mount command.
client_mount() {
  node_exec client mkdir -p "/mnt/$1"
  node_exec client mount -t glusterfs "$(node_ip "${2:-node1}"):/$1" "/mnt/$1"
}
