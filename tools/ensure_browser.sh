#!/bin/sh
# Make sure that the browser tests have a Chromium: ensure_browser.sh <python of the virtual environment>
set -eu
python=$1

find_chromium() { "$python" tests/browser/chromium.py; }

if browser=$(find_chromium); then
    echo "Chromium: $browser"
    exit 0
fi
if [ -n "${ATLAS_CHROMIUM:-}" ]; then
    exit 1 # it names a browser that does not start, and that was just said
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "No Chromium found: installing the system's."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium || true
    if browser=$(find_chromium); then
        echo "Chromium: $browser"
        exit 0
    fi
fi
echo "No Chromium found: downloading the one of playwright, for this user."
"$python" -m playwright install chromium || true
if browser=$(find_chromium); then
    echo "Chromium: $browser"
    exit 0
fi
echo "The browser tests need a Chromium or a Chrome that starts. Install one, or name it:" >&2
echo "  Debian, Ubuntu: sudo apt-get install chromium" >&2
echo "  if it is there: make test ATLAS_CHROMIUM=/path/to/chromium" >&2
exit 1
