# shellcheck shell=bash
# Storage nodes on one machine. Each node has its own network, mount, pid and uts namespace, with its own /var/lib,
# /var/log, /run and /tmp and an XFS loop image at /bricks. The nodes hang on a bridge which lives in a network
# namespace of its own; one veth leads from it to this machine, so that a browser here reaches API and UI.
# Nothing in here knows what runs on a node: it serves Bricklayer, Debian's glusterd and plain clients alike.
#
# Sourced after common.sh. Use:
#   cluster_open PREFIX        names the cluster; its state is in .run/PREFIX, nothing is started yet
#   net_up                     the bridge and this machine's address on it
#   node_up NAME INDEX [GiB]   a node with address <subnet>.INDEX; with GiB, a brick image of that (sparse) size
#   node_exec NAME CMD...      runs CMD on the node, in the foreground
#   node_spawn NAME LABEL CMD... runs CMD on the node in the background; output in .run/PREFIX/NAME/LABEL.out
#   spawned_pid NAME LABEL     that CMD's pid as seen on this machine; false when it has ended
#   node_cut NAME, node_rejoin NAME  takes the node off the network, and back
#   node_kill NAME             ends the node like a power cut; its folders stay, node_up brings it back
#   cluster_down               removes every trace; also after a half-done start, and when nothing is there

HOST_OCTET=254

# cluster_open PREFIX: the prefix is in names of network interfaces (15 characters at most), hence its limit.
cluster_open() {
  PREFIX=$1
  [[ $PREFIX =~ ^[a-z][a-z0-9]{0,7}$ ]] ||
    die 2 "the prefix '$PREFIX' is not 1 to 8 lower-case letters and digits that begin with a letter"
  RUN=$BRICKLAYER_ROOT/.run/$PREFIX
  SUBNET=
  # shellcheck disable=SC1091
  [[ ! -r $RUN/net.env ]] || source "$RUN/net.env"
}

# need_namespaces: one sentence and status 2 where the kernel or the container forbids them.
need_namespaces() {
  need_root
  unshare --net --mount --pid --uts --fork true 2>/dev/null ||
    die 2 "this machine allows no network, mount and pid namespaces (a container needs --privileged);" \
      "bin/demo --single works without them"
}

# --- network ---------------------------------------------------------------------------------------------------

# subnet_free A.B.C: whether no address and no route of this machine lies in A.B.C.0/24.
subnet_free() {
  [[ -z $(ip -4 route show root "$1.0/24"; ip -4 -o address show to "$1.0/24") ]] &&
    ! ip -4 route show match "$1.1" | grep -qv '^default'
}

# pick_subnet: the wished one, else the first free one of 10.78.0.0/16.
pick_subnet() {
  local third wished=${BRICKLAYER_SUBNET:-10.78.0.0/24}
  wished=${wished%.*}
  if subnet_free "$wished"; then
    echo "$wished"
    return
  fi
  for third in {1..253}; do
    if subnet_free "10.78.$third"; then
      echo "10.78.$third"
      return
    fi
  done
  die 1 "no free subnet in 10.78.0.0/16; set BRICKLAYER_SUBNET=A.B.C.0/24"
}

# net_up: idempotent. Other clusters may start at the same time: the choice of a subnet is made under a lock.
net_up() {
  [[ -z $SUBNET ]] || return 0
  ! ip link show "${PREFIX}host" >/dev/null 2>&1 ||
    die 2 "the prefix '$PREFIX' is in use by another checkout's cluster; set BRICKLAYER_PREFIX to another one"
  mkdir -p "$RUN"
  # shellcheck disable=SC2016 # $0 is for the inner shell
  unshare --net --mount bash -c 'exec -a "switch $0" sleep infinity' "$RUN" </dev/null >/dev/null 2>&1 9>&- &
  disown
  echo $! >"$RUN/switch.pid"
  wait_for 30 own_net "$!" || die 1 "the bridge's namespace did not come up"
  local switch=$! lock
  exec {lock}</run
  flock "$lock"
  SUBNET=$(pick_subnet)
  ip link add "${PREFIX}host" type veth peer name host netns "$switch"
  ip address add "$SUBNET.$HOST_OCTET/24" dev "${PREFIX}host"
  ip link set "${PREFIX}host" up
  exec {lock}<&-
  in_switch ip link add br0 type bridge forward_delay 0
  in_switch ip link set br0 up
  in_switch ip link set host master br0 up
  printf 'SUBNET=%s\n' "$SUBNET" >"$RUN/net.env"
}

# own_net PID: whether the process has left this shell's network namespace.
own_net() { [[ $(readlink "/proc/$1/ns/net") != "$(readlink /proc/self/ns/net)" ]]; }

in_switch() { nsenter --target "$(<"$RUN/switch.pid")" --net -- "$@"; }

node_cut() { in_switch ip link set "$1" down; }
node_rejoin() { in_switch ip link set "$1" up; }

# node_link NAME PID IP: the node's network card, plugged into the bridge. A node that is switched on again has the same
# hardware address as before, so that its neighbours find it at once.
node_link() {
  local name=$1 pid=$2 ip=$3 hardware
  # shellcheck disable=SC2086
  hardware=$(printf '02:00:%02x:%02x:%02x:%02x' ${ip//./ })
  in_switch ip link add "$name" type veth peer name eth0 netns "$pid"
  in_switch ip link set "$name" master br0 up
  nsenter --target "$pid" --net -- sh -c "
    ip link set lo up && ip link set eth0 address $hardware && ip address add $ip/24 dev eth0 && ip link set eth0 up && ip route add default via ${ip%.*}.$HOST_OCTET"
}

# --- nodes -----------------------------------------------------------------------------------------------------

node_ip() { cat "$RUN/$1/ip"; }
node_names() { local dir; for dir in "$RUN"/*/ip; do [[ ! -e $dir ]] || basename "${dir%/ip}"; done; }

# node_pid NAME: the pid of the node's pid 1 on this machine; false when the node is not up.
node_pid() {
  local pid
  pid=$(cat "$RUN/$1/init.pid" 2>/dev/null) && is_init "$pid" "$1" && echo "$pid"
}

# is_init PID NAME: whether that process is this cluster's node-init of NAME (pids are used again).
is_init() {
  grep -qF "node-init $RUN $2 " <(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline")
}

# node_files NAME INDEX GIB: the node's folders; those that are there are kept, for a node that comes back.
node_files() {
  local name=$1 ip=$SUBNET.$2 gib=$3 dir=$RUN/$1 octet
  mkdir -p "$dir"/lib/{bricklayer,glusterd,misc} "$dir"/log/{bricklayer,glusterfs/bricks}
  echo "$ip" >"$dir/ip"
  {
    echo "127.0.0.1 localhost"
    for octet in {1..9}; do echo "$SUBNET.$octet node$octet"; done
    echo "$SUBNET.100 client"
    echo "$SUBNET.$HOST_OCTET host"
  } >"$dir/hosts"
  if [[ -n $gib && ! -e $dir/bricks.img ]]; then
    truncate -s "${gib}G" "$dir/bricks.img.new"
    mkfs.xfs -q -K -i size=512 "$dir/bricks.img.new"
    mv "$dir/bricks.img.new" "$dir/bricks.img"
  fi
  rm -f "$dir/ready" "$dir/init.pid"
}

# node_up NAME INDEX [GIB]
node_up() {
  local name=$1 index=$2 gib=${3:-} dir=$RUN/$1 outer
  node_files "$name" "$index" "$gib"
  # the second unshare process is only the parent of pid 1; they go together
  setsid unshare --mount --pid --net --uts --fork --kill-child=KILL --propagation private \
    "$BRICKLAYER_ROOT/bin/lib/node-init" "$RUN" "$name" "$BRICKLAYER_ROOT" "${HOME:-/root}" "$BRICKLAYER_CACHE" \
    </dev/null >"$dir/init.log" 2>&1 9>&- &
  outer=$!
  disown
  if ! wait_for 60 node_ready "$dir" "$outer" || [[ ! -e $dir/ready ]]; then
    die 1 "node $name did not come up: $(tail -n 3 "$dir/init.log" | tr '\n' ' ')"
  fi
  tr -d ' ' <"/proc/$outer/task/$outer/children" >"$dir/init.pid"
  node_link "$name" "$(<"$dir/init.pid")" "$SUBNET.$index"
}

# node_ready DIR OUTER: ready, or dead before it was.
node_ready() { [[ -e $1/ready || ! -d /proc/$2 ]]; }

# node_exec NAME CMD...: in all of the node's namespaces, so that CMD ends when the node does.
node_exec() {
  local name=$1 pid
  shift
  pid=$(node_pid "$name") || die 1 "node $name is not up"
  nsenter --target "$pid" --mount --uts --net --pid --wdns=/ -- "$@"
}

# node_spawn NAME LABEL CMD...
node_spawn() {
  local name=$1 label=$2 pid
  shift 2
  pid=$(node_pid "$name") || die 1 "node $name is not up"
  setsid nsenter --target "$pid" --mount --uts --net --pid --wdns=/ -- "$@" \
    </dev/null >>"$RUN/$name/$label.out" 2>&1 9>&- &
  echo $! >"$RUN/$name/$label.pid"
  disown
}

# spawned_pid NAME LABEL: nsenter stays as the parent of what it started, in this machine's pid namespace.
spawned_pid() {
  local outer child
  outer=$(cat "$RUN/$1/$2.pid" 2>/dev/null) || return 1
  child=$(cat "/proc/$outer/task/$outer/children" 2>/dev/null) || return 1
  child=${child%% *}
  [[ -n $child ]] && echo "$child"
}

# spawn_lives NAME LABEL: whether it runs, or is about to: nsenter has no child yet just after node_spawn.
spawn_lives() { kill -0 "$(cat "$RUN/$1/$2.pid" 2>/dev/null)" 2>/dev/null; }

# node_kill NAME: like a power cut. Killing pid 1 of a pid namespace kills all in it.
node_kill() {
  local pid
  pid=$(node_pid "$1") || return 0
  kill -KILL "$pid" 2>/dev/null || :
  wait_for 20 gone "$pid" || die 1 "node $1 (pid $pid) does not end"
  [[ ! -e $RUN/$1/bricks.img ]] || wait_for 20 detached "$RUN/$1/bricks.img" || die 1 "$RUN/$1/bricks.img stays attached"
}

gone() { [[ ! -d /proc/$1 ]]; }
# detached IMAGE: asks the kernel's list, since losetup -j overlooks a device that is being taken down.
# Without a pipe: a device that goes in that moment makes the reading fail, whatever was found.
detached() { ! grep -qsxE "$1( \(deleted\))?" /sys/block/loop*/loop/backing_file; }

# cluster_pids: every process that cluster_open's cluster started outside of its nodes' pid namespaces, found by the
# run folder in its command line: right also when a start was cut off before it could note anything.
cluster_pids() {
  local file
  while read -r file; do
    if tr '\0' ' ' 2>/dev/null <"$file" | grep -qE "(node-init|^switch) $RUN( |$)"; then
      file=${file%/cmdline}
      echo "${file#/proc/}"
    fi
  done < <(mentioning "$RUN")
}

# mentioning TEXT: the cmdline files of the processes that have TEXT in their command line.
mentioning() { grep -lsF -- "$1" /proc/[0-9]*/cmdline || :; }

# spawners: what node_spawn started. An nsenter stops itself when its child is stopped, and would stay so for ever.
spawners() {
  local file pid
  for file in "$RUN"/*/*.pid; do
    pid=$(cat "$file" 2>/dev/null) || continue
    [[ $(cat "/proc/$pid/comm" 2>/dev/null) != nsenter ]] || echo "$pid"
  done
}

cluster_is_up() { [[ -n $(cluster_pids) ]]; }

# cluster_down: idempotent.
cluster_down() {
  local pid image
  for pid in $(cluster_pids); do kill -KILL "$pid" 2>/dev/null || :; done
  for pid in $(spawners); do kill -CONT "$pid" 2>/dev/null || :; done
  for pid in $(cluster_pids); do wait_for 20 gone "$pid" || warn "process $pid does not end"; done
  for image in "$RUN"/*/bricks.img; do
    [[ -e $image ]] || continue
    wait_for 10 detached "$image" || losetup -j "$image" | cut -d: -f1 | xargs -r -n1 losetup -d
  done
  ip link del "${PREFIX}host" 2>/dev/null || :
  rm -rf "$RUN"
  rmdir "$BRICKLAYER_ROOT/.run" 2>/dev/null || :
  SUBNET=
}
