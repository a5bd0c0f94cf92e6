#!/bin/sh
# Run nginx in front of the replicas, and follow them as they come and go.
#   ATLAS_REPLICAS  host:port, separated by spaces; a host that has several addresses is several replicas
#   ATLAS_LISTEN    address and port to listen on (default 8080)
#   ATLAS_RUN       folder for what is written (default /run/atlas)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
replicas=${ATLAS_REPLICAS:-atlas:8501}
run=${ATLAS_RUN:-/run/atlas}
mkdir -p "$run"

addresses() {
    for replica in $replicas; do
        port=${replica##*:}
        getent ahostsv4 "${replica%:*}" | awk -v port="$port" '{ print $1 ":" port }' || true
    done | sort -u
}

# Fails, and leaves what is there, where no replica has an address.
write() {
    found=$(addresses)
    [ -n "$found" ] || return 1
    # One argument per address.
    # shellcheck disable=SC2086
    sh "$here/replicas.sh" $found >"$run/replicas.new"
    mv "$run/replicas.new" "$run/replicas.conf"
}

cp "$here/nginx.conf" "$run/nginx.conf"
echo "listen ${ATLAS_LISTEN:-8080};" >"$run/listen.conf"
until write; do echo "No replica yet." >&2; sleep 1; done
nginx -e stderr -p "$run" -c nginx.conf -g "daemon off;" &
nginx=$!
# At once: their visitors' pages connect again by themselves, and would keep nginx waiting.
trap 'kill -TERM $nginx 2>/dev/null; wait $nginx; exit 0' TERM INT
while kill -0 $nginx 2>/dev/null; do
    sleep 5 &
    wait $! || true
    before=$(cat "$run/replicas.conf")
    # A reload cuts no connection: each worker stays until its visitors have left.
    if write && [ "$before" != "$(cat "$run/replicas.conf")" ]; then
        nginx -e stderr -p "$run" -c nginx.conf -s reload
    fi
done
wait $nginx
