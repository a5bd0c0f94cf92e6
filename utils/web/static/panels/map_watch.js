// A map that does not come. Its frame says by itself that it fails, once its script has come; of a script that does not
// come, or holds something else, only silence is seen. The server then shows the list in its place.
"use strict";

AtlasParts.mapWatch = (() => {
  const LOOK = 500;
  // Long after the last file that came, on a network that is only slow.
  const SILENCE = 30000;
  let tell = () => {};
  let timer = null;
  let later = null;
  let told = false;

  function lost() {
    if (told) return;
    told = true;
    clearInterval(timer);
    tell({ carte: "absente" });
  }

  // The frame may come after the results, which ask for this; on the other pages it does not.
  function watch(send, left = SILENCE / LOOK) {
    tell = send;
    clearTimeout(later);
    const frame = document.querySelector(".st-key-atlas-carte iframe");
    if (!frame && left > 0) later = setTimeout(() => watch(send, left - 1), LOOK);
    if (!frame || frame.atlasWatched) return;
    frame.atlasWatched = true;
    told = false;
    clearInterval(timer);
    let seen = -1;
    let since = performance.now();
    let empty = 0;
    timer = setInterval(() => {
      const inside = frame.isConnected && frame.contentWindow;
      if (!inside || (inside.Atlas && inside.Atlas.create && inside.document.querySelector("main.atlas"))) return clearInterval(timer);
      const files = inside.performance.getEntriesByType("resource");
      // The page of the frame came without its script, or that of the map without a map in it.
      const isBare = inside.document.readyState === "complete" && inside.location.href !== "about:blank" && !inside.Streamlit;
      empty = isBare || files.some((file) => file.name.includes("/carte.js") && file.responseEnd > 0) ? empty + 1 : 0;
      if (files.length !== seen) [seen, since] = [files.length, performance.now()];
      if (empty > 3 || performance.now() - since > SILENCE) lost();
    }, LOOK);
  }

  return { watch, lost };
})();
