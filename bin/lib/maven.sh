# shellcheck shell=bash
# Maven with a line per module instead of a page. Sourced after common.sh.

# maven LOG ARGUMENT...: runs mvn in the checkout; everything goes to LOG, what matters is told here. Its status is mvn's.
maven() {
  local log=$1 status=0
  shift
  mkdir -p "${log%/*}"
  (cd "$BRICKLAYER_ROOT" && exec mvn -B -Dstyle.color=never "$@") 2>&1 | tee "$log" | maven_progress || status=$?
  if ((status != 0)); then
    grep -E '^\[ERROR\]' "$log" | awk '!seen[$0]++' | head -n 40 >&2
    warn "mvn failed; its output is in $log"
  fi
  return "$status"
}

# maven_progress: from mvn's output to a line per module, per hundred downloads and per module's test count.
maven_progress() {
  local line downloads=0 rest
  while IFS= read -r line; do
    case $line in
      '[INFO] Building '*' ['*)
        rest=${line#'[INFO] Building '}
        say "  ${rest%% *} [${rest##*\[}"
        ;;
      '[INFO] Downloaded from '* | 'Downloaded from '*)
        ((++downloads % 100)) || say "  $downloads files fetched"
        ;;
      *'Tests run: '*' in '*) ;;
      '[INFO] Tests run: '* | '[WARNING] Tests run: '* | '[ERROR] Tests run: '*)
        say "      ${line#*\] }"
        ;;
      'fault sweep: '* | 'planted: '*)
        say "      ${line:0:200}"
        ;;
    esac
  done
}
