// Files that the page is made of, on networks that fail for a moment.
"use strict";

AtlasParts.files = (() => {
  // Files that are the same at every rerun: asked for once, and again only after a failure.
  const files = new Map();
  function load(address) {
    if (!files.has(address)) files.set(address, fetchAgain(address, (answer) => answer.json()).catch((error) => { files.delete(address); throw error; }));
    return files.get(address);
  }

  // Networks fail for a moment: asked for again, a few times and never for long, and not out of the browser's own copy,
  // which may be what was wrong. An answer that says no is an answer.
  const LONGEST = 20000;
  const PAUSES = [400, 1500];
  async function fetchAgain(address, read) {
    for (let turn = 0; ; turn += 1) {
      const limit = new AbortController();
      const late = setTimeout(() => limit.abort(), LONGEST);
      let status = 0;
      try {
        const answer = await fetch(new URL(address, document.baseURI), { signal: limit.signal, cache: turn ? "reload" : "default" });
        status = answer.ok ? 0 : answer.status;
        if (status) throw new Error(`${status} ${address}`);
        return await read(answer);
      } catch (error) {
        if ((status >= 400 && status < 500 && status !== 408 && status !== 429) || turn === PAUSES.length) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSES[turn]));
      } finally {
        clearTimeout(late);
      }
    }
  }

  return { load, fetchAgain };
})();
