#!/bin/sh
# Create a virtual environment with the first suitable Python found: create_venv.sh <directory>
set -eu
venv=$1

recent='import sys; sys.exit(sys.version_info < (3, 11))'
if "$venv/bin/python" -c "$recent" 2>/dev/null; then
    exit 0 # there is one already, and it works
fi
python=
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python3.14}; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$recent" 2>/dev/null; then
        python=$(command -v "$candidate")
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or later is needed, and none was found." >&2
    echo "  Debian, Ubuntu: apt-get install python3 python3-venv" >&2
    echo "  macOS:          brew install python@3.13, or the installer from python.org" >&2
    echo "  elsewhere:      make PYTHON=/path/to/python3.x ..." >&2
    exit 1
fi
echo "Python: $python ($("$python" -c 'import platform; print(platform.python_version())'))"

complete() { "$python" -c 'import venv, ensurepip' 2>/dev/null; }

# Debian and Ubuntu ship Python without the part that creates environments.
package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
if ! complete && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" || true
fi

if complete; then
    "$python" -m venv --clear "$venv"
elif "$python" -m virtualenv --version >/dev/null 2>&1 ||
    "$python" -m pip install --quiet --user virtualenv 2>/dev/null ||
    "$python" -m pip install --quiet --user --break-system-packages virtualenv 2>/dev/null; then
    "$python" -m virtualenv --quiet --clear "$venv"
else
    echo "$python cannot create virtual environments. Install that part, then run make again:" >&2
    echo "  sudo apt-get install $package" >&2
    exit 1
fi
