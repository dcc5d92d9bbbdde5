# Sourced by the scripts beside it. Bash only.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${KUBE_NODE_HOME:-$HOME/.cache/kube-node}
export KUBE_NODE_HOME=$cache
export PATH=$PATH:$cache/bin
# A fresh machine has no locale, and Java then no name of a file or a database that is not ASCII.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in *[uU][tT][fF]*8) ;; *) export LC_ALL=C.UTF-8 ;; esac
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

# What is made here is installed below target/ and not into the user's Maven repository, which stands behind it.
repository=$root/target/repository
user_repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
# Where the build has checked all.
unchecked="-Dspotless.check.skip -Dcheckstyle.skip"
with_repository() { "$root/mvnw" -B -ntp "-Dmaven.repo.local=$repository" "-Dmaven.repo.local.tail=$user_repository" "$@"; }

# Before a build of what goes into an image: jars of dependencies that are no longer used must not stay behind.
forget_jars() { rm -rf "$root"/{cli,s3,operator}/target/lib; }

# A Python with Alembic, which the tests of `adopt` run beside ours.
alembic_python=${ALEMBIC_PYTHON:-$HOME/.cache/athanor/alembic/bin/python}

# A new directory for the tests' servers: in memory where there is plenty of it and programs may run from there. They make and drop thousands
# of databases, and finding a place on a disk for so many files is a quarter of the time.
servers_directory() {
  local parent=${TMPDIR:-/tmp} directory shared memory
  shared=$(df --output=avail -BG /dev/shm 2> /dev/null | tr -dc 0-9) || shared=0
  memory=$(awk '/MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo 2> /dev/null) || memory=0
  if [ "${shared:-0}" -ge 12 ] && [ "${memory:-0}" -ge 16 ] && ! findmnt -no OPTIONS /dev/shm | grep -qw noexec; then parent=/dev/shm; fi
  directory=$(mktemp -d "$parent/athanor.XXXXXX")
  # Where the tests run as root, some of their servers are postgres'.
  chmod 1777 "$directory"
  echo "$directory"
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

# What these scripts make in an own cluster is in namespaces with this label; nothing else is upgraded or removed there.
mark=athanor.dev/made-by=hack

# Refuses an own cluster that has an Athanor of somebody else's, or a namespace that is named like one of ours.
refuse_foreign() {
  [ "$(cluster_kind)" = own ] || return 0
  [ -z "$(kubectl get namespace -o name -l "$mark,kubernetes.io/metadata.name=athanor-system")" ] || return 0
  local found
  found=$(kubectl get crd databasemigrations.athanor.dev --ignore-not-found -o name &&
    kubectl get namespace -o name -l "${mark/=/!=},kubernetes.io/metadata.name in (athanor-system, athanor-demo)" &&
    helm list --all --all-namespaces --filter '^athanor$' | awk 'NR > 1 { print "helm release " $1 " in namespace " $2 }')
  [ -z "$found" ] || die "the cluster of KUBECONFIG=${KUBECONFIG:-$HOME/.kube/config} has what these scripts would upgrade and then remove:
$found
Choose a cluster without Athanor, unset KUBECONFIG for one that is made here, or remove these if nobody needs them."
}

# make_namespace NAME: as ours, where it does not exist.
make_namespace() {
  kubectl get namespace "$1" > /dev/null 2>&1 || kubectl create namespace "$1" > /dev/null
  kubectl label --overwrite namespace "$1" $mark > /dev/null
}

# An own cluster is left as it was found. Its CRD stays where somebody else has begun to use it: it would take their resources with it.
uninstall() {
  helm uninstall athanor --namespace athanor-system --ignore-not-found --wait || true
  [ "$(cluster_kind)" = own ] || return 0
  kubectl delete namespace athanor-system --ignore-not-found --timeout=90s || true
  local left
  if left=$(kubectl get databasemigrations.athanor.dev,databasebackups.athanor.dev,databaserestores.athanor.dev --all-namespaces -o name) && [ -z "$left" ]; then
    kubectl delete crd databasemigrations.athanor.dev databasebackups.athanor.dev databaserestores.athanor.dev --timeout=60s || true
  fi
}
