#!/bin/sh
# Make sure that the tests of the deployment have an nginx. Without one they are skipped, and say so.
set -eu
python=$1

find_nginx() { PYTHONPATH=. "$python" -c 'from tests.load.proxy import find_nginx; path = find_nginx(); print(path or ""); raise SystemExit(path is None)'; }

if nginx=$(find_nginx); then
    echo "nginx: $nginx"
    exit 0
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "No nginx found: installing the system's."
    # Installed, not started: the tests start their own, on ports of their own.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
        trap 'rm -f $policy' EXIT
    fi
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx || true
    if nginx=$(find_nginx); then
        echo "nginx: $nginx"
        exit 0
    fi
fi
echo "No nginx: the tests of the deployment will be skipped. To run them: sudo apt-get install nginx" >&2
