# Sourced by the scripts beside it. Bash only.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${KUBE_NODE_HOME:-$HOME/.cache/kube-node}
export KUBE_NODE_HOME=$cache
export PATH=$PATH:$cache/bin
# kind writes the user's own kubeconfig, and changes its current context, unless told another file.
kind_config=$cache/kind.kubeconfig

say() { printf '\n\033[1m==> %s\033[0m\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# stage NAME COMMAND...: runs it and prints how many seconds it took.
stage() {
  local name=$1 start=$SECONDS status=0
  shift
  say "$name"
  "$@" || status=$?
  printf '    %s: %d s%s\n' "$name" $((SECONDS - start)) "$([ $status = 0 ] || echo " (failed, exit $status)")"
  return $status
}

# Before anything takes time: an own cluster needs to be told its images.
check_cluster() { [ "$(cluster_kind)" != own ] || "$root/hack/cluster" env > /dev/null; }

# Exports what `hack/cluster env` prints; not by eval "$(…)", which would go on where that fails.
use_cluster() { local variables; variables=$("$root/hack/cluster" env) && eval "$variables"; }

# Where the cluster comes from: own (KUBECONFIG), kind, or node (built here from Go modules).
cluster_kind() {
  if [ -n "${ATHANOR_CLUSTER:-}" ]; then echo "$ATHANOR_CLUSTER"
  elif [[ -n ${KUBECONFIG:-} && $KUBECONFIG != "$cache/run/kubeconfig.host" && $KUBECONFIG != "$kind_config" ]]; then echo own
  elif command -v kind > /dev/null && docker info > /dev/null 2>&1; then echo kind
  else echo node
  fi
}
