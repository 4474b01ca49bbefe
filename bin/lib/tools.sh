# shellcheck shell=bash
# The programs that Bricklayer, its demo and its tests need, and where the workflow engine's binary is.
# Sourced after common.sh.

TEMPORAL_VERSION=1.5.1

# "command package" or "/file package" of everything that apt provides.
apt_tools() {
  cat <<'LIST'
glusterfsd glusterfs-server
glusterfs glusterfs-client
etcd etcd-server
etcdctl etcd-client
mkfs.xfs xfsprogs
setfattr attr
ip iproute2
fio fio
jq jq
ps procps
nsenter util-linux
curl curl
python3 python3
javac openjdk-17-jdk-headless
mvn maven
prometheus prometheus
/etc/ssl/certs/ca-certificates.crt ca-certificates
LIST
}

# javac_is_17: whether the JDK in use is new enough; reads its release file, since asking java takes 50 ms.
javac_is_17() {
  local javac home version
  if [[ -n ${JAVA_HOME:-} ]]; then
    javac=$JAVA_HOME/bin/javac
  else
    javac=$(command -v javac) || return 1
  fi
  home=$(readlink -f "$javac")
  home=${home%/bin/javac}
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null)
  ((${version:-0} >= 17))
}

# missing_packages: the Debian packages to install, one a line, nothing when all is there.
missing_packages() {
  local command package
  while read -r command package; do
    case $command in
      javac) javac_is_17 ;;
      /*) [[ -e $command ]] ;;
      *) command -v "$command" >/dev/null ;;
    esac || echo "$package"
  done < <(apt_tools)
}

# temporal_binary: the path of the engine's binary, or false when there is none yet.
temporal_binary() {
  if [[ -n ${BRICKLAYER_TEMPORAL:-} ]]; then
    [[ -x $BRICKLAYER_TEMPORAL ]] || return 1
    echo "$BRICKLAYER_TEMPORAL"
  elif command -v temporal; then
    return 0
  else
    local cached=$BRICKLAYER_CACHE/bin/temporal-$TEMPORAL_VERSION
    [[ -x $cached ]] || return 1
    echo "$cached"
  fi
}
