"""Runs in the page: clicks, and says how long it took until what was asked is on the screen."""

from __future__ import annotations

#: Installed before anything else, so that the drawing of st.map, which has no element a pole, can be seen.
COUNT_DRAWS = """
window.lastDraw = 0;
for (const kind of [window.WebGLRenderingContext, window.WebGL2RenderingContext]) {
  for (const name of ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"]) {
    const draw = kind && kind.prototype[name];
    if (!draw) continue;
    kind.prototype[name] = function (...args) {
      window.lastDraw = performance.now();
      return draw.apply(this, args);
    };
  }
}
"""

#: Click on the filter, then look at every frame until `done` says so. Times in milliseconds.
MEASURE = """
async ([done, argument]) => {
  const isDone = new Function("start", "argument", done);
  const find = (selector) => document.querySelector(selector);
  const box = find('input[name="secteur-culture"]') || find('[data-testid="stSidebar"] input[type="checkbox"]');
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const start = performance.now();
  box.click();
  return new Promise((resolve, reject) => {
    const look = () => {
      if (isDone(start, argument)) resolve(performance.now() - start);
      else if (performance.now() - start > 20000) reject(new Error("not done after 20 s"));
      else requestAnimationFrame(look);
    };
    look();
  });
}
"""

#: Poles drawn on the map of the atlas: those seen as themselves and the counts of the groups.
ATLAS_DONE = """
const frame = document.querySelector("iframe").contentDocument;
const marks = [...frame.querySelectorAll("#map_div > .leaflet-map-pane > .leaflet-marker-pane > .marque")];
const shown = marks.reduce((sum, mark) => sum + (mark.dataset.id ? 1 : Number(mark.textContent)), 0);
return shown === argument;
"""

#: The server's word on it: the sentence above the map. Until then the atlas shows what the browser worked out.
ANSWER_DONE = """
const sentence = document.querySelector(".atlas-resultats strong");
return Boolean(sentence) && Number(sentence.textContent.split(" ")[0]) === argument;
"""

NAIVE_DONE = """
const frames = [...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument);
return frames.some((frame) => frame && frame.querySelectorAll("img.leaflet-marker-icon").length === argument);
"""

#: Favours st.map: done as soon as the text before it has changed and anything has been drawn since the click.
ST_MAP_DONE = """
const text = document.querySelector('[data-testid="stText"]');
return Boolean(text) && text.textContent === `${argument} pôles` && window.lastDraw > start;
"""

FLOOR_DONE = """
const text = document.querySelector('[data-testid="stText"]');
return Boolean(text) && text.textContent === `${argument} clics`;
"""
