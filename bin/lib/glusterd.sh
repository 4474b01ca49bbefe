# shellcheck shell=bash
# Debian's glusterd on the nodes of cluster.sh, for comparison. Sourced after common.sh and cluster.sh.

# gd_start NAME: the node gets a state folder as the package leaves it: no identity, nothing of this machine's own.
gd_start() {
  local state=$RUN/$1/lib/glusterd part
  mkdir -p "$state"
  for part in groups hooks; do
    [[ ! -d /var/lib/glusterd/$part || -e $state/$part ]] || cp -r "/var/lib/glusterd/$part" "$state/"
  done
  node_exec "$1" glusterd
}

gd_answers() { node_exec "$1" gluster --mode=script pool list >/dev/null 2>&1; }

# gd_peers_joined COUNT
gd_peers_joined() {
  (($(node_exec node1 gluster --mode=script peer status | grep -c 'Peer in Cluster (Connected)') == $1 - 1))
}

# gd_cluster_up COUNT: the same shape as bl_cluster_up's.
gd_cluster_up() {
  local count=$1 i
  net_up
  for ((i = 1; i <= count; i++)); do
    node_up "node$i" "$i" "$NODE_GIB"
    gd_start "node$i"
  done
  node_up client "$CLIENT_INDEX"
  for ((i = 1; i <= count; i++)); do
    wait_for 30 gd_answers "node$i" || die 1 "glusterd on node$i does not answer"
  done
  for ((i = 2; i <= count; i++)); do
    node_exec node1 gluster --mode=script peer probe "$(node_ip "node$i")" >/dev/null
  done
  wait_for 30 gd_peers_joined "$count" || die 1 "glusterd's peers do not connect"
}
