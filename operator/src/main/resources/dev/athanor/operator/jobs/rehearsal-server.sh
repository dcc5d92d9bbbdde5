# The PostgreSQL that a plan is rehearsed on, from whatever image has initdb and postgres. It makes its data anew, has a password of its
# own making, and listens to nobody but its own pod. Arguments: directory, port, superuser.
set -eu
home=$1 port=$2 user=$3
for programs in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin; do PATH="$PATH:$programs"; done
for program in initdb postgres; do
  command -v $program > /dev/null || { echo "this image has no $program: spec.rehearsal.image (or spec.adopt.image) is to be PostgreSQL's" >&2; exit 1; }
done

make() { initdb -D "$home/data" --username="$user" --pwfile="$home/new" --auth=scram-sha-256 --encoding=UTF8 --no-sync "$@"; }

if [ ! -s "$home/password" ]; then
  # A container that was started again may have left half of it.
  rm -rf "$home/data" "$home/new"
  umask 027
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$home/new"
  # Letters are what they are in the database, where this system knows them.
  make --locale=C.UTF-8 || { rm -rf "$home/data"; make --no-locale; }
  printf '%s\n' "listen_addresses = '127.0.0.1'" "port = $port" "unix_socket_directories = ''" \
    'dynamic_shared_memory_type = mmap' 'synchronous_commit = off' 'max_locks_per_transaction = 1024' \
    'max_wal_size = 1GB' >> "$home/data/postgresql.conf"
  # Whoever waits for the server takes this for the sign that it starts.
  mv "$home/new" "$home/password"
fi
exec postgres -D "$home/data"
