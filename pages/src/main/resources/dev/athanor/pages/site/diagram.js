"use strict";
// Tables and who refers to whom: laid out by elkjs in a worker, panned and zoomed as one layer.
const Diagram = (() => {
  let elk;
  function layouter() {
    if (!elk) elk = new ELK({ workerFactory: () => new Worker(URL.createObjectURL(new Blob([window.ELK_WORKER], { type: "text/javascript" }))) });
    return elk;
  }
  // The frame of a diagram in print, as site.css has it: 18 by 16 cm.
  const PAPER = { width: 680, height: 604 };
  for (const event of ["beforeprint", "afterprint"]) window.addEventListener(event, () => document.querySelectorAll(".view").forEach((view) => view.print?.(event === "beforeprint")));
  const WIDEST = 340;
  const WIDTH = (lines) => Math.min(WIDEST, Math.max(130, 26 + 7.3 * Math.max(...lines.map((line) => line.length))));

  // What is drawn: nodes {id, change, columns: [{name, type, change}]}, edges {from, to, change}.
  function picture(state, wanted, change = () => "") {
    const tables = Model.tables(state);
    const drawn = [...tables.values()].filter((table) => wanted(table.id));
    const ids = new Set(drawn.map((table) => table.id));
    const nodes = drawn.map((table) => {
      const primary = new Set(table.keys.filter((each) => each.object.type === "PRIMARY_KEY").flatMap((each) => each.object.columns));
      const foreign = new Set(table.keys.filter((each) => each.object.to).flatMap((each) => each.object.columns));
      return { id: table.id, change: change(table.id), columns: table.columns.map((each) => {
        const name = Model.split(each.id).name;
        return { name: (primary.has(name) ? "⚷ " : foreign.has(name) ? "→ " : "") + name, type: short(each.object.type), change: change(each.id) };
      }) };
    });
    const edges = [];
    for (const table of drawn) for (const each of table.keys) if (each.object.to && ids.has(each.object.to)) edges.push({ from: table.id, to: each.object.to, change: change(each.id) });
    return { nodes, edges };
  }
  const short = (type) => type.replace("character varying", "varchar").replace(/timestamp(\(\d\))? with time zone/, "timestamptz").replace(" without time zone", "");

  // Two states in one picture: what came, went and changed is marked.
  function both(one, other, wanted) {
    const changes = new Map(Model.differences(one, other).map((each) => [each.id, each.change]));
    const touched = new Set();
    for (const id of changes.keys()) {
      const { kind, schema, within } = Model.split(id);
      if (kind === "TABLE") touched.add(id);
      else if (within && kind !== "ROUTINE") touched.add(Model.key("TABLE", schema, "", within));
    }
    const union = new Map([...one, ...other]);
    const near = new Set(touched);
    for (const [id, object] of union) {
      const { kind, schema, within } = Model.split(id);
      if (kind === "CONSTRAINT" && object.to) {
        const owner = Model.key("TABLE", schema, "", within);
        if (touched.has(owner)) near.add(object.to);
        if (touched.has(object.to) && changes.has(id)) near.add(owner);
      }
    }
    const change = (id) => changes.get(id) || (touched.has(id) && Model.split(id).kind === "TABLE" ? "changed" : "");
    return picture(union, wanted || ((id) => near.has(id)), change);
  }

  async function draw(view, { nodes, edges }, focus) {
    view.replaceChildren(message("Laying out " + nodes.length + (nodes.length === 1 ? " table …" : " tables …")));
    if (!nodes.length) return view.replaceChildren(message("No tables to draw."));
    const sizes = nodes.map((node) => ({ id: node.id, width: WIDTH([node.id.length ? Model.show(node.id) + "  " : "", ...node.columns.map((each) => each.name + "    " + each.type + (each.change ? "  " : ""))]), height: 26 + 18 * node.columns.length }));
    const graph = await layouter().layout({ id: "root", children: sizes, edges: edges.map((edge, i) => ({ id: "e" + i, sources: [edge.from], targets: [edge.to] })),
      layoutOptions: { "elk.algorithm": "layered", "elk.direction": "RIGHT", "elk.edgeRouting": "ORTHOGONAL", "elk.layered.spacing.nodeNodeBetweenLayers": "70", "elk.spacing.nodeNode": "28", "elk.aspectRatio": "1.6", "elk.layered.thoroughness": nodes.length > 100 ? "2" : "7" } });
    show(view, graph, new Map(nodes.map((node) => [node.id, node])), edges, focus);
  }
  function message(text) { const p = document.createElement("p"); p.className = "message"; p.textContent = text; return p; }

  function show(view, graph, nodes, edges, focus) {
    const canvas = document.createElement("div");
    canvas.className = "canvas";
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", graph.width); svg.setAttribute("height", graph.height); svg.setAttribute("aria-hidden", "true");
    graph.edges.forEach((edge, i) => {
      for (const part of edge.sections || []) {
        const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        const points = [part.startPoint, ...(part.bendPoints || []), part.endPoint];
        const end = part.endPoint;
        path.setAttribute("d", "M" + points.map((p) => p.x + " " + p.y).join("L") + "M" + (end.x - 8) + " " + (end.y - 5) + "L" + end.x + " " + end.y + "L" + (end.x - 8) + " " + (end.y + 5));
        if (edges[i].change) path.setAttribute("class", edges[i].change);
        svg.append(path);
      }
    });
    canvas.append(svg);
    for (const place of graph.children) canvas.append(box(nodes.get(place.id), place, focus));
    view.replaceChildren(canvas);
    if (view.classList.contains("small")) view.style.height = Math.min(420, Math.max(140, graph.height + 70)) + "px";
    movable(view, canvas, graph, graph.children.find((each) => each.id === focus));
  }
  function box(node, place, focus) {
    const link = document.createElement("a");
    link.className = "node " + (node.change || "") + (node.id === focus ? " focus" : "") + (place.width === WIDEST ? " cut" : "");
    link.href = "#/table/" + encodeURIComponent(Model.show(node.id));
    link.draggable = false;
    link.setAttribute("aria-label", "table " + Model.show(node.id) + (node.change ? ", " + node.change : "") + ", " + node.columns.length + " columns");
    Object.assign(link.style, { left: place.x + "px", top: place.y + "px", width: place.width + "px", height: place.height + "px" });
    const title = document.createElement("b");
    title.textContent = Model.show(node.id);
    link.append(title);
    for (const column of node.columns) {
      const line = document.createElement("span");
      line.className = column.change || "";
      const type = document.createElement("i");
      type.textContent = column.type;
      line.append({ added: "+ ", removed: "− ", changed: "~ " }[column.change] || "", column.name, type);
      link.append(line);
    }
    return link;
  }

  function movable(view, canvas, graph, centre) {
    let x = 0, y = 0, scale = 1;
    // What is moved is a layer as it is seen: scaled as well, it is drawn in full size, and each frame makes it smaller.
    const scaled = document.createElement("div");
    scaled.append(...canvas.childNodes);
    canvas.append(scaled);
    const set = () => { canvas.style.transform = `translate(${x}px,${y}px)`; scaled.style.transform = `scale(${scale})`; view.classList.toggle("far", scale < 0.35); };
    const zoom = (by, px = view.clientWidth / 2, py = view.clientHeight / 2) => {
      const next = Math.min(3, Math.max(0.05, scale * by));
      x = px - ((px - x) * next) / scale; y = py - ((py - y) * next) / scale; scale = next; set();
    };
    const fit = (width = view.clientWidth, height = view.clientHeight) => {
      scale = Math.min(1, (width - 24) / graph.width, (height - 24) / graph.height);
      x = (width - graph.width * scale) / 2; y = (height - graph.height * scale) / 2; set();
    };
    let size, begun, onScreen;
    view.print = (begins) => {
      if (begins) { onScreen = [x, y, scale]; fit(PAPER.width, view.classList.contains("small") ? view.clientHeight : PAPER.height); }
      else { [x, y, scale] = onScreen; onScreen = undefined; set(); }
    };
    const begin = () => {
      fit();
      if (centre && scale < 0.5) { scale = 0.8; x = view.clientWidth / 2 - (centre.x + centre.width / 2) * scale; y = view.clientHeight / 2 - (centre.y + centre.height / 2) * scale; set(); }
      size = [view.clientWidth, view.clientHeight]; begun = canvas.style.transform;
    };
    begin();
    // In a window of another size it begins anew, or keeps in the middle what somebody moved there.
    view.resized?.disconnect();
    view.resized = new ResizeObserver(() => {
      if (onScreen) return;
      if (canvas.style.transform === begun) return begin();
      x += (view.clientWidth - size[0]) / 2; y += (view.clientHeight - size[1]) / 2; size = [view.clientWidth, view.clientHeight]; set();
    });
    view.resized.observe(view);
    let start = null, moved = false;
    view.onpointerdown = (event) => { if (!event.target.closest("button")) { start = { x: event.clientX - x, y: event.clientY - y, px: event.clientX, py: event.clientY }; moved = false; } };
    view.onpointermove = (event) => {
      if (!start) return;
      if (!moved && Math.hypot(event.clientX - start.px, event.clientY - start.py) < 4) return;
      if (!moved) { moved = true; view.setPointerCapture(event.pointerId); view.classList.add("moving"); }
      x = event.clientX - start.x; y = event.clientY - start.y; set();
    };
    view.onpointerup = view.onpointercancel = () => { start = null; view.classList.remove("moving"); };
    view.onclick = (event) => { if (moved) event.preventDefault(); moved = false; };
    view.onwheel = (event) => { event.preventDefault(); const area = view.getBoundingClientRect(); zoom(Math.exp(-event.deltaY / 500), event.clientX - area.left, event.clientY - area.top); };
    view.onkeydown = (event) => {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      if (step) { x += step[0]; y += step[1]; set(); }
      else if (event.key === "+" || event.key === "=") zoom(1.25);
      else if (event.key === "-") zoom(0.8);
      else if (event.key === "0") fit();
      else return;
      event.preventDefault();
    };
    // A link that gets the focus by Tab is brought into view.
    canvas.onfocusin = (event) => {
      view.scrollTo(0, 0);
      const [area, box] = [view.getBoundingClientRect(), event.target.getBoundingClientRect()];
      if (box.left < area.left || box.right > area.right || box.top < area.top || box.bottom > area.bottom) {
        x += area.left + area.width / 2 - (box.left + box.width / 2); y += area.top + area.height / 2 - (box.top + box.height / 2); set();
      }
    };
    const buttons = document.createElement("div");
    buttons.className = "zoom";
    for (const [sign, name, run] of [["+", "Zoom in", () => zoom(1.25)], ["−", "Zoom out", () => zoom(0.8)], ["⤢", "Show all", fit]]) {
      const button = document.createElement("button");
      button.type = "button"; button.textContent = sign; button.setAttribute("aria-label", name); button.onclick = () => run();
      buttons.append(button);
    }
    view.append(buttons);
  }
  return { picture, both, draw };
})();
