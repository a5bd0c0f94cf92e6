#!/bin/sh
# Print the part of the nginx configuration that depends on the replicas: replicas.sh <address:port>...
#
# Open-source nginx has no sticky sessions. Here a cookie holds the number of a replica (a checksum of its address, which
# stays inside), and each number has an upstream of its own, in which the other replicas only stand by.
set -eu
[ $# -gt 0 ] || { echo "replicas.sh: no replica was given." >&2; exit 2; }

number() { printf %s "$1" | cksum | cut -d ' ' -f 1; }

# max_fails=1: Streamlit refuses no connection while it is alive.
server() { echo "    server $1 max_fails=1 fail_timeout=5s$2;"; }

echo "upstream atlas_any {"
echo "    zone atlas_any 64k;"
for replica in "$@"; do server "$replica" ""; done
echo "    keepalive 16;"
echo "}"
for replica in "$@"; do
    echo "upstream atlas_$(number "$replica") {"
    echo "    zone atlas_$(number "$replica") 64k;"
    server "$replica" ""
    for other in "$@"; do
        [ "$other" = "$replica" ] || server "$other" " backup"
    done
    echo "    keepalive 16;"
    echo "}"
done
echo 'map $cookie_atlas_replique $atlas_pool {'
echo "    default atlas_any;"
for replica in "$@"; do echo "    $(number "$replica") atlas_$(number "$replica");"; done
echo "}"
# Where one replica after another was tried, the last one answered.
echo 'map $upstream_addr $atlas_answered_by {'
echo '    default "";'
for replica in "$@"; do echo "    \"~(^|[ ,])$(printf %s "$replica" | sed 's/\./\\./g')\$\" $(number "$replica");"; done
echo "}"
