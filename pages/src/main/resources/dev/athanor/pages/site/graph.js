"use strict";
// The revisions as a graph: the newest above, a lane a branch.
const Graph = (() => {
  const ROW = 34, LANE = 18, COLOURS = ["#0b67c2", "#b3541e", "#1f8a4c", "#9a3fb0", "#a08400", "#c2364f", "#2a8b9a"];

  // For each row: its lane, and lines to its parents' rows.
  function lanes(rows) {
    const row = new Map(rows.map((each, i) => [each.id, i]));
    const open = [], places = [];
    rows.forEach((each, i) => {
      let lane = open.indexOf(each.id);
      if (lane < 0) { lane = open.indexOf(null); if (lane < 0) lane = open.length; }
      for (let j = 0; j < open.length; j++) if (open[j] === each.id) open[j] = null;
      each.parents.forEach((parent, n) => {
        const known = open.indexOf(parent);
        // Where branches meet, what is before both stands on the one further left.
        if (n === 0 && known > lane) open[known] = null;
        else if (known >= 0) return;
        if (n === 0) return void (open[lane] = parent);
        const free = open.findIndex((it, j) => it === null && j !== lane);
        if (free >= 0) open[free] = parent; else open.push(parent);
      });
      if (open.length <= lane) open[lane] = null;
      places.push(lane);
    });
    const lines = [];
    rows.forEach((each, i) => each.parents.forEach((parent) => row.has(parent) && lines.push({ from: i, to: row.get(parent) })));
    return { places, lines, width: Math.max(1, ...places.map((it) => it + 1)) };
  }

  function draw(rows, line) {
    const { places, lines, width } = lanes(rows);
    const box = document.createElement("div");
    box.className = "revisions";
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const left = 14 + width * LANE;
    svg.setAttribute("width", left); svg.setAttribute("height", rows.length * ROW); svg.setAttribute("aria-hidden", "true");
    const add = (name, attributes) => { const it = document.createElementNS("http://www.w3.org/2000/svg", name); for (const [k, v] of Object.entries(attributes)) it.setAttribute(k, v); svg.append(it); };
    const x = (i) => 16 + places[i] * LANE, y = (i) => i * ROW + ROW / 2;
    for (const { from, to } of lines) {
      const [x1, y1, x2, y2] = [x(from), y(from), x(to), y(to)];
      const bend = x1 === x2 ? "" : places[to] > places[from] ? `C${x1} ${y1 + ROW * 0.7} ${x2} ${y1 + ROW * 0.3} ${x2} ${y1 + ROW}` : `L${x1} ${y2 - ROW}C${x1} ${y2 - ROW * 0.3} ${x2} ${y2 - ROW * 0.7} ${x2} ${y2}`;
      add("path", { d: `M${x1} ${y1}${bend}L${x2} ${y2}`, fill: "none", "stroke-width": 2, stroke: COLOURS[Math.max(places[from], places[to]) % COLOURS.length] });
    }
    rows.forEach((each, i) => add("circle", { cx: x(i), cy: y(i), r: each.parents.length > 1 ? 6 : 5, fill: COLOURS[places[i] % COLOURS.length], stroke: "var(--card)", "stroke-width": 2 }));
    const list = document.createElement("ol");
    list.style.paddingLeft = left + "px";
    rows.forEach((each) => { const item = document.createElement("li"); item.append(...line(each)); list.append(item); });
    box.append(svg, list);
    return box;
  }
  return { draw, lanes };
})();
