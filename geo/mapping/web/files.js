// Files that the map is made of. Networks fail for a moment: what may be there the next time is asked for again, a few
// times and never for long, and not out of the browser's own copy, which may be what was wrong.
"use strict";

Atlas.files = (() => {
  const LONGEST = 20000;
  const PAUSES = [400, 1500];

  const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

  async function once(address, signal, again) {
    if (!address) throw Object.assign(new Error("a file that the server does not have"), { status: 404 });
    const limit = new AbortController();
    const stop = () => limit.abort(signal && signal.reason);
    const late = setTimeout(() => limit.abort(new Error(`${LONGEST / 1000} s ${address}`)), LONGEST);
    if (signal) signal.addEventListener("abort", stop);
    try {
      const response = await fetch(address, { signal: limit.signal, cache: again ? "reload" : "default" });
      if (!response.ok) throw Object.assign(new Error(`${response.status} ${address}`), { status: response.status });
      return await response.json();
    } finally {
      clearTimeout(late);
      if (signal) signal.removeEventListener("abort", stop);
    }
  }

  // An answer that says no is an answer.
  const isFinal = ({ status }) => status >= 400 && status < 500 && status !== 408 && status !== 429;

  async function fetchJson(address, signal) {
    for (let turn = 0; ; turn += 1) {
      try {
        return await once(address, signal, turn > 0);
      } catch (error) {
        if ((signal && signal.aborted) || isFinal(error) || turn === PAUSES.length) throw error;
        await pause(PAUSES[turn]);
      }
    }
  }

  return { fetchJson };
})();
