/* The page's behaviour. Text from the graph is only ever set by textContent; nodes, links and
   documents are numbers, so no name from a document becomes a key, an id or an attribute. */
(() => {
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const graph = read("graph-data");
const options = read("graph-options");
const content = read("content");
const words = content.words;
const { nodes, links, claims, observations, documents } = content;
const byId = (id) => document.getElementById(id);

const state = {
  selected: null, // {kind: "node" | "link", index}
  light: null, // "up" | "down"
  hidden: new Set(), // kinds switched off
  belief: 0,
  hits: [],
  hit: -1,
  opener: null, // what had the focus before the panel was opened by keyboard
};

// ---- small helpers -------------------------------------------------------------------------

/** Build an element; strings become text, never markup. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** Put values where a phrase has `{}`, in order. */
function say(phrase, ...values) {
  const parts = phrase.split("{}");
  return parts.map((part, index) => part + (index < parts.length - 1 ? values[index] : "")).join("");
}

const counted = (title, count) => (words.language === "zh" ? `${title}（${count}）` : `${title} (${count})`);

/** Text from the graph: isolated, so its direction can't disturb what stands around it. */
const quoted = (text) => make("bdi", {}, text);
const percent = (belief) => `${Math.round(belief * 100)}%`;
const sign = (link) => (link.polarity === "prevent" ? "−" : "＋");
const announce = (text) => { byId("status").textContent = text; };
const language = (tag) => (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag) ? tag : null);
const fold = (text) => text.normalize("NFKC").toLowerCase();

// ---- what is connected to what ------------------------------------------------------------

const causesOf = nodes.map(() => []); // indices of links that arrive
const effectsOf = nodes.map(() => []); // indices of links that leave
links.forEach((link, index) => {
  effectsOf[link.cause].push(index);
  causesOf[link.effect].push(index);
});
for (const list of [...causesOf, ...effectsOf]) {
  list.sort((a, b) => links[b].belief - links[a].belief || a - b);
}

const shown = { nodes: nodes.map(() => true), links: links.map(() => true) };

function filter() {
  const on = (index) => !state.hidden.has(nodes[index].kind);
  const believed = nodes.map(() => false);
  links.forEach((link, index) => {
    const enough = link.belief >= state.belief;
    if (enough) believed[link.cause] = believed[link.effect] = true;
    shown.links[index] = enough && on(link.cause) && on(link.effect);
  });
  nodes.forEach((_, index) => { shown.nodes[index] = believed[index] && on(index); });
}

/** All nodes and links upstream or downstream of a node. Conditional and planned links are no
    causal edges, so they are not followed. */
function reach(start, direction) {
  const found = { nodes: new Set([start]), links: new Set() };
  const queue = [start];
  while (queue.length) {
    const node = queue.pop();
    for (const index of direction === "up" ? causesOf[node] : effectsOf[node]) {
      if (!shown.links[index] || !links[index].plain) continue;
      found.links.add(index);
      const next = direction === "up" ? links[index].cause : links[index].effect;
      if (!found.nodes.has(next)) {
        found.nodes.add(next);
        queue.push(next);
      }
    }
  }
  return found;
}

/** What stays bright: null when nothing is selected and everything does. */
function lit() {
  const { selected } = state;
  if (!selected) return null;
  if (selected.kind === "link") {
    const link = links[selected.index];
    return { nodes: new Set([link.cause, link.effect]), links: new Set([selected.index]) };
  }
  if (state.light) return reach(selected.index, state.light);
  const found = { nodes: new Set([selected.index]), links: new Set() };
  for (const index of [...causesOf[selected.index], ...effectsOf[selected.index]]) {
    found.links.add(index);
    found.nodes.add(links[index].cause).add(links[index].effect);
  }
  return found;
}

// ---- drawing ------------------------------------------------------------------------------

const palette = {};
const FAMILIES = ["rule", "thing", "actor", "measure", "state"];

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(name).trim();
  for (const name of ["bg", "text", "muted", "accent", "line", "promote", "prevent", "faint", "on-badge"]) {
    palette[name] = value(`--${name}`);
  }
  for (const family of FAMILIES) {
    palette[family] = { fill: value(`--${family}-fill`), stroke: value(`--${family}`) };
  }
}

const badges = new Map(
  [...document.querySelectorAll("[data-kind]")].map((button) => [
    button.dataset.kind,
    button.querySelector(".badge").textContent,
  ]),
);
const boxes = new Map(graph.nodes.map((node) => [node.id, node]));
const boxOf = (index) => boxes.get(`n${index}`);
const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';
const BADGE = 26;

/** The outline of a node; each family has its own. */
function outline(ctx, family, x, y, w, h) {
  const left = x - w / 2;
  const top = y - h / 2;
  const right = left + w;
  const bottom = top + h;
  const path = (...points) => {
    ctx.moveTo(points[0], points[1]);
    for (let i = 2; i < points.length; i += 2) ctx.lineTo(points[i], points[i + 1]);
    ctx.closePath();
  };
  ctx.beginPath();
  if (family === "rule") {
    path(left, top, right - 9, top, right, top + 9, right, bottom, left, bottom);
  } else if (family === "thing") {
    path(left + 8, top, right - 8, top, right, top + 8, right, bottom - 8,
      right - 8, bottom, left + 8, bottom, left, bottom - 8, left, top + 8);
  } else if (family === "measure") {
    path(left + 10, top, right - 10, top, right, y, right - 10, bottom, left + 10, bottom, left, y);
  } else {
    ctx.roundRect(left, top, w, h, family === "actor" ? Math.min(h / 2, 20) : 6);
  }
}

let bright = null;
let hovered = null;

/** Called by vis-network for every node on every frame. */
function renderNode({ ctx, id, x, y }) {
  const box = boxes.get(id);
  if (!box) return { drawNode() {}, nodeDimensions: { width: 0.01, height: 0.01 } };
  const drawNode = () => {
    const index = Number(id.slice(1));
    const colours = palette[box.group];
    const { selected } = state;
    const chosen = selected && selected.kind === "node" && selected.index === index;
    const hit = state.hits.some((item) => item.kind === "node" && item.index === index);
    outline(ctx, box.group, x, y, box.w, box.h);
    ctx.fillStyle = palette.bg; // lines begin at a node's centre and must not shine through
    ctx.fill();
    ctx.globalAlpha = !bright || bright.nodes.has(index) || hit ? 1 : 0.25;
    ctx.fillStyle = colours.fill;
    ctx.fill();
    ctx.lineWidth = chosen ? 3 : hovered === id ? 2.2 : 1.3;
    ctx.strokeStyle = chosen ? palette.text : colours.stroke;
    ctx.stroke();
    if (hit) {
      outline(ctx, box.group, x, y, box.w + 9, box.h + 9);
      ctx.lineWidth = 2.5;
      ctx.strokeStyle = palette.accent;
      ctx.setLineDash([5, 3]);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    const lines = box.label.split("\n");
    const indent = box.group === "measure" ? 13 : box.group === "actor" ? 8 : 7;
    const centre = x - box.w / 2 + indent + 10;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = colours.stroke;
    ctx.beginPath();
    ctx.arc(centre, y, 10, 0, 2 * Math.PI);
    ctx.fill();
    ctx.fillStyle = palette["on-badge"];
    ctx.font = `600 12px ${FONT}`;
    ctx.fillText(badges.get(nodes[index].kind), centre, y + 0.5);
    ctx.fillStyle = palette.text;
    ctx.font = `${chosen ? "600 " : ""}14px ${FONT}`;
    const start = centre + 10;
    const end = x + box.w / 2 - (box.group === "measure" ? 12 : 8);
    lines.forEach((line, row) => {
      const offset = (row - (lines.length - 1) / 2) * 18;
      ctx.fillText(line, (start + end) / 2, y + offset + 0.5, end - start - 2);
    });
    ctx.globalAlpha = 1;
  };
  return { drawNode, nodeDimensions: { width: box.w, height: box.h } };
}

/** A link whose line bends becomes a chain of edges through invisible nodes (`w…`), each straight
    or bent once; only the last carries the arrow. `parts` lists the edges of each link. */
function chain() {
  const stops = [];
  const edges = [];
  const parts = graph.edges.map((edge, index) => {
    const names = [edge.from];
    for (let i = 0; i < edge.route.length; i += 2) {
      const id = `w${index}.${i}`;
      stops.push({ id, shape: "custom", x: edge.route[i], y: edge.route[i + 1] });
      names.push(id);
    }
    names.push(edge.to);
    return names.slice(1).map((to, part) => {
      const id = `e${index}.${part}`;
      edges.push({ id, from: names[part], to });
      return id;
    });
  });
  return { stops, edges, parts };
}

/** The link that an edge or a bend belongs to. */
const linkOf = (id) => Number(id.slice(1).split(".")[0]);

readPalette();
filter();
options.nodes.ctxRenderer = renderNode;
const { stops, edges: pieces, parts } = chain();
const data = { nodes: new vis.DataSet([...graph.nodes, ...stops]), edges: new vis.DataSet(pieces) };

/** How a link looks now, as vis-network options for its middle and its end. */
function look(index) {
  const link = links[index];
  const on = !bright || bright.links.has(index);
  const chosen = state.selected && state.selected.kind === "link" && state.selected.index === index;
  const width = (link.plain ? 1 + 2.6 * link.belief : 1.4) + (chosen ? 2 : 0);
  return {
    hidden: !shown.links[index],
    width,
    dashes: link.style === "dashed" ? [7, 5] : link.style === "dotted" ? [2, 4] : false,
    raised: Boolean(bright && on),
    colour: on ? palette[link.polarity] : palette.faint,
  };
}

let painted = links.map(() => "");

/** The edges of a link as vis-network wants them. */
function edgesOf(index, now) {
  const prevent = links[index].polarity === "prevent";
  const last = parts[index].length - 1;
  return parts[index].map((id, part) => {
    const edge = {
      ...data.edges.get(id),
      hidden: now.hidden,
      width: now.width,
      dashes: now.dashes,
      color: { color: now.colour, highlight: now.colour, hover: now.colour },
    };
    if (part === last) {
      edge.arrows = { to: { enabled: true, type: prevent ? "bar" : "arrow", scaleFactor: prevent ? 0.8 : 0.6 } };
      edge.arrowStrikethrough = prevent; // a line goes up to a bar, but not into an arrow's tip
    }
    // The sign stands where there is room: on the last bend, just before the end.
    if (prevent && part === Math.max(0, last - 1)) {
      edge.label = "−";
      edge.font = { face: FONT, size: 26, color: now.colour, strokeWidth: 4, strokeColor: palette.bg, align: "horizontal", vadjust: -12 };
    }
    return edge;
  });
}

/** Bring nodes and edges in line with the state; only what changed is handed to vis-network. */
function paint() {
  bright = lit();
  const edges = [];
  const raised = [];
  links.forEach((_, index) => {
    const now = look(index);
    const signature = JSON.stringify(now);
    if (signature === painted[index]) return;
    painted[index] = signature;
    (now.raised ? raised : edges).push(...edgesOf(index, now));
  });
  data.edges.update(edges);
  // What was added last is drawn last, so lit lines lie above dim ones.
  data.edges.remove(raised.map((edge) => edge.id));
  data.edges.add(raised);
  const changed = [];
  nodes.forEach((_, index) => {
    const box = boxOf(index);
    const hide = !shown.nodes[index];
    if (Boolean(box.hidden) !== hide) {
      box.hidden = hide;
      changed.push({ id: box.id, hidden: hide });
    }
  });
  if (changed.length) data.nodes.update(changed);
  if (network) network.redraw();
  drawMap();
  document.body.dataset.nodes = String(shown.nodes.filter(Boolean).length);
  document.body.dataset.links = String(shown.links.filter(Boolean).length);
}

let network = null;
paint();
network = new vis.Network(byId("graph"), data, options);
// vis-network learns the size of a custom node only when it draws it, and uses it from the next
// refresh on: without this the whole first view could be clicked only at the nodes' centres.
network.once("afterDrawing", () => data.nodes.update(data.nodes.getIds().map((id) => ({ id }))));

// ---- view: where we look ------------------------------------------------------------------

// 14 px × 0.82 = 11.5 px is the smallest text the page opens with; a phone is no place for that.
const READABLE = matchMedia("(max-width: 640px)").matches ? 0.93 : 0.82;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function bounds(indices) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const index of indices) {
    const { x, y, w, h } = boxOf(index);
    box.left = Math.min(box.left, x - w / 2);
    box.right = Math.max(box.right, x + w / 2);
    box.top = Math.min(box.top, y - h / 2);
    box.bottom = Math.max(box.bottom, y + h / 2);
  }
  return box;
}

const everything = bounds(nodes.keys());
const frame = () => ({ width: byId("graph").clientWidth, height: byId("graph").clientHeight });

function visibleBox() {
  const { width, height } = frame();
  const scale = network.getScale();
  const { x, y } = network.getViewPosition();
  return {
    left: x - width / 2 / scale, right: x + width / 2 / scale,
    top: y - height / 2 / scale, bottom: y + height / 2 / scale,
  };
}

function fitting(box, margin) {
  const { width, height } = frame();
  return Math.min(
    (width - 2 * margin) / (box.right - box.left || 1),
    (height - 2 * margin) / (box.bottom - box.top || 1),
  );
}

function moveTo(x, y, scale, animated) {
  network.moveTo({
    position: { x, y },
    scale,
    animation: animated && !calm ? { duration: 220, easingFunction: "easeInOutQuad" } : false,
  });
}

/** Keep a view of `size` inside the graph, or centre the graph if it is smaller. */
function clamp(centre, size, low, high) {
  if (high - low <= size) return (low + high) / 2;
  return Math.min(Math.max(centre, low + size / 2), high - size / 2);
}

/** The first view: readable, with the outcome to the right of the middle, its causes before it. */
function home() {
  const { width, height } = frame();
  const scale = Math.min(1, Math.max(READABLE, fitting(everything, 30)));
  const focus = boxOf(content.focus);
  const margin = 40 / scale;
  const w = width / scale;
  const h = height / scale;
  moveTo(
    clamp(focus.x - w * 0.22, w, everything.left - margin, everything.right + margin),
    clamp(focus.y, h, everything.top - margin, everything.bottom + margin),
    scale,
    false,
  );
}

/** Show some nodes: not at all if they are in view, else by moving, else by zooming out. */
function reveal(indices) {
  const box = bounds(indices);
  const view = visibleBox();
  const margin = 12;
  if (box.left > view.left + margin && box.right < view.right - margin
    && box.top > view.top + margin && box.bottom < view.bottom - margin) return;
  const scale = Math.max(0.3, Math.min(network.getScale(), fitting(box, 60)));
  moveTo((box.left + box.right) / 2, (box.top + box.bottom) / 2, scale, true);
}

function zoom(factor) {
  const { x, y } = network.getViewPosition();
  moveTo(x, y, Math.min(3, Math.max(0.05, network.getScale() * factor)), true);
}

byId("zoom-in").addEventListener("click", () => zoom(1.3));
byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
byId("fit").addEventListener("click", () => {
  moveTo(
    (everything.left + everything.right) / 2,
    (everything.top + everything.bottom) / 2,
    Math.min(1.2, fitting(everything, 30)),
    true,
  );
});

// ---- the small map ------------------------------------------------------------------------

const map = byId("map");

function mapScale() {
  const w = everything.right - everything.left;
  const h = everything.bottom - everything.top;
  const scale = Math.min((map.width - 12) / w, (map.height - 12) / h);
  return { scale, x: (map.width - w * scale) / 2, y: (map.height - h * scale) / 2 };
}

function drawMap() {
  if (!network) return;
  const view = visibleBox();
  const all = view.left <= everything.left && view.right >= everything.right
    && view.top <= everything.top && view.bottom >= everything.bottom;
  map.hidden = all;
  if (all) return;
  const ctx = map.getContext("2d");
  const at = mapScale();
  const px = (x) => at.x + (x - everything.left) * at.scale;
  const py = (y) => at.y + (y - everything.top) * at.scale;
  ctx.clearRect(0, 0, map.width, map.height);
  nodes.forEach((_, index) => {
    if (!shown.nodes[index]) return;
    const box = boxOf(index);
    ctx.globalAlpha = !bright || bright.nodes.has(index) ? 1 : 0.3;
    ctx.fillStyle = palette[box.group].stroke;
    ctx.fillRect(px(box.x - box.w / 2), py(box.y - box.h / 2), Math.max(2, box.w * at.scale), Math.max(2, box.h * at.scale));
  });
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = 2;
  const left = Math.max(1, px(view.left));
  const top = Math.max(1, py(view.top));
  ctx.strokeRect(left, top, Math.min(map.width - 1, px(view.right)) - left, Math.min(map.height - 1, py(view.bottom)) - top);
}

function mapMove(event) {
  if (!(event.buttons & 1)) return;
  const rectangle = map.getBoundingClientRect();
  const at = mapScale();
  moveTo(
    everything.left + (event.clientX - rectangle.left - at.x) / at.scale,
    everything.top + (event.clientY - rectangle.top - at.y) / at.scale,
    network.getScale(),
    false,
  );
}
map.addEventListener("pointerdown", mapMove);
map.addEventListener("pointermove", mapMove);

network.on("afterDrawing", () => {
  drawMap();
  const { x, y } = network.getViewPosition();
  document.body.dataset.view = [x, y, network.getScale()].map((value) => value.toFixed(3)).join(" ");
});

// ---- the panel ----------------------------------------------------------------------------

const panel = byId("panel");

function section(title, ...children) {
  return make("section", {}, make("h3", {}, title), ...children);
}

function chips(...texts) {
  const kept = texts.filter((text) => text);
  return kept.length ? make("p", { class: "chips" }, kept.map((text) => make("span", { class: "chip" }, quoted(text)))) : null;
}

const styleName = (link) => (link.style === "dashed" ? words.hedged_line : link.style === "dotted" ? words.dotted_line : null);

/** A list of links; each row opens its evidence. */
function linkList(indices, end) {
  const rows = indices.filter((index) => shown.links[index]);
  if (!rows.length) return make("p", { class: "muted" }, words.none);
  return make("ul", { class: "links" }, rows.map((index) => {
    const link = links[index];
    const polarity = words[link.polarity];
    const facts = [polarity, link.plain ? percent(link.belief) : null, styleName(link)].filter(Boolean).join(" · ");
    return make("li", {}, make(
      "button",
      { type: "button", "data-link": String(index), click: () => select({ kind: "link", index }, true) },
      make("span", { class: `sign ${link.polarity}`, "aria-hidden": "true" }, sign(link)),
      make("span", { class: "what" }, quoted(nodes[link[end]].label), " ", make("small", {}, facts)),
      link.plain ? bar(link.belief) : null,
    ));
  }));
}

/** A bar as long as the belief. */
function bar(belief) {
  return make("meter", { min: "0", max: "1", value: String(belief), "aria-hidden": "true" });
}

function context(evidence) {
  const tag = evidence.document === null ? null : language(documents[evidence.document].language);
  const marked = (pieces) => pieces.map((piece) => (typeof piece === "string" ? piece : make("mark", { class: piece[1] }, piece[0])));
  return make(
    "blockquote",
    { dir: "auto", lang: tag },
    make("span", { class: "around" }, marked(evidence.before)),
    make("span", { class: "quote" }, marked(evidence.quote)),
    make("span", { class: "around" }, marked(evidence.after)),
  );
}

function origin(evidence) {
  const known = evidence.document === null ? null : documents[evidence.document];
  const range = `${words.characters} ${evidence.start}–${evidence.end}`;
  if (!known) return make("p", { class: "origin" }, quoted(evidence.documentName), ` · ${range}`);
  return make(
    "p",
    { class: "origin" },
    make("cite", {}, quoted(known.title)),
    known.source && known.source !== known.title ? [" · ", quoted(known.source)] : null,
    ` · ${range}`,
  );
}

function claimCard(index) {
  const claim = claims[index];
  const facts = make("dl", { class: "facts" });
  const fact = (name, value) => facts.append(make("div", {}, make("dt", {}, name), make("dd", {}, value)));
  fact(words.modality, words[claim.modality]);
  fact(words.claimant, claim.claimant ? quoted(claim.claimant) : words.author);
  fact(words.polarity, words[claim.polarity]);
  fact(words.rule, make("code", {}, quoted(claim.rule)));
  return make(
    "article",
    { class: "claim" },
    claim.evidence.map((evidence) => [context(evidence), origin(evidence)]),
    chips(claim.implicit ? words.implicit : words.explicit),
    facts,
  );
}

function nodeButton(index) {
  return make(
    "button",
    { type: "button", class: "node", click: () => select({ kind: "node", index }, true) },
    make("span", { class: `badge ${boxOf(index).group}`, "aria-hidden": "true" }, badges.get(nodes[index].kind)),
    quoted(nodes[index].label),
  );
}

function linkPanel(index) {
  const link = links[index];
  const used = (role) => [...link.for, ...link.against].some((claim) => claims[claim].evidence.some(
    (evidence) => [...evidence.before, ...evidence.quote, ...evidence.after].some((piece) => typeof piece !== "string" && piece[1].split(" ").includes(role)),
  ));
  const roles = ["cause", "cue", "effect"].filter(used);
  return [
    make("h2", { tabindex: "-1" }, words.evidence),
    nodeButton(link.cause),
    make(
      "p",
      { class: "relation" },
      make("strong", { class: `sign ${link.polarity}` }, `${sign(link)} ${words[link.polarity]}`),
      link.plain ? ` · ${words.belief} ${percent(link.belief)}` : null,
      styleName(link) ? ` · ${styleName(link)}` : null,
    ),
    nodeButton(link.effect),
    link.plain ? null : make("p", { class: "note" }, words.not_plain),
    roles.length ? make("p", { class: "roles" }, roles.map((role) => make("mark", { class: role }, words[role]))) : null,
    link.for.length || !link.against.length ? section(counted(words.claims_for, link.for.length), link.for.map(claimCard)) : null,
    link.against.length ? section(counted(words.claims_against, link.against.length), link.against.map(claimCard)) : null,
  ];
}

function observationTable(node) {
  const rows = node.observations.map((index) => observations[index]);
  const head = make("tr", {}, [words.metric, words.value, words.period].map((name) => make("th", { scope: "col" }, name)));
  const body = rows.flatMap((row) => {
    const own = row.subjectName === node.name;
    return [
      make(
        "tr",
        {},
        make("th", { scope: "row" }, quoted(own ? row.metric : row.subject)),
        make("td", {}, quoted(row.raw)),
        make("td", {}, row.period ? quoted(row.period) : "—"),
      ),
      make("tr", { class: "proof" }, make("td", { colspan: "3" }, make("details", {}, make("summary", {}, words.quote), context(row.evidence), origin(row.evidence)))),
    ];
  });
  return make("table", {}, make("thead", {}, head), make("tbody", {}, body));
}

function sources(node, index) {
  const found = new Set();
  const note = (evidence) => { if (evidence.document !== null) found.add(evidence.document); };
  for (const link of [...causesOf[index], ...effectsOf[index]]) {
    for (const claim of [...links[link].for, ...links[link].against]) claims[claim].evidence.forEach(note);
  }
  node.observations.forEach((observation) => note(observations[observation].evidence));
  return documentList([...found].sort((a, b) => a - b));
}

function documentList(indices) {
  if (!indices.length) return make("p", { class: "muted" }, words.none);
  return make("ul", { class: "plain" }, indices.map((index) => make(
    "li",
    {},
    quoted(documents[index].title),
    documents[index].source === documents[index].title ? null : make("small", {}, " ", quoted(documents[index].source)),
  )));
}

function kindName(kind) {
  const button = [...document.querySelectorAll("[data-kind]")].find((item) => item.dataset.kind === kind);
  return button.childNodes[1].textContent.trim();
}

function nodePanel(index) {
  const node = nodes[index];
  const causes = causesOf[index].filter((link) => shown.links[link]);
  const effects = effectsOf[index].filter((link) => shown.links[link]);
  return [
    make("h2", { tabindex: "-1", lang: language(node.language) }, quoted(node.label)),
    chips(
      kindName(node.kind),
      node.trend ? `${node.trend === "up" ? "↑" : "↓"} ${words[node.trend]}` : null,
      node.issued ? `${words.issued} ${node.issued}` : null,
    ),
    section(counted(words.causes, causes.length), linkList(causesOf[index], "cause")),
    section(counted(words.effects, effects.length), linkList(effectsOf[index], "effect")),
    node.observations.length ? section(counted(words.observations, node.observations.length), observationTable(node)) : null,
    node.aliases.length ? section(words.aliases, chips(...node.aliases)) : null,
    node.about.length ? section(words.about, chips(...node.about)) : null,
    node.competes.length ? section(words.competes, chips(...node.competes)) : null,
    section(words.documents, sources(node, index)),
    section(words.identifier, make("p", {}, make("code", {}, quoted(node.name)))),
  ];
}

function startPanel() {
  return [
    make("h2", { tabindex: "-1" }, words.panel),
    make("p", {}, words.start),
    make("p", { class: "muted" }, say(words.counts, nodes.length, links.length, documents.length)),
    section(words.outcome, nodeButton(content.focus)),
    section(words.documents, documentList([...documents.keys()])),
  ];
}

function showPanel() {
  const { selected } = state;
  const children = !selected ? startPanel() : selected.kind === "node" ? nodePanel(selected.index) : linkPanel(selected.index);
  const close = selected
    ? make("button", { type: "button", class: "close", "aria-label": words.close, title: words.close, click: clear }, make("span", { "aria-hidden": "true" }, "✕"))
    : null;
  panel.replaceChildren(...[close, ...children].filter((child) => child !== null));
  panel.scrollTop = 0;
}

// ---- selecting ----------------------------------------------------------------------------

const describe = (item) => (item.kind === "node"
  ? nodes[item.index].label
  : say(words.evidence_for, nodes[links[item.index].cause].label, nodes[links[item.index].effect].label));

/** Select a node or a link. `focus` moves the keyboard into the panel; Escape brings it back. */
function select(item, focus) {
  if (focus && !panel.contains(document.activeElement)) state.opener = document.activeElement;
  state.selected = item;
  if (item.kind === "link") state.light = null;
  refresh();
  reveal(item.kind === "node" ? [item.index] : [links[item.index].cause, links[item.index].effect]);
  if (focus) panel.querySelector("h2").focus();
  const light = state.light ? reach(item.index, state.light).nodes.size - 1 : 0;
  announce(state.light
    ? say(state.light === "up" ? words.lit_up : words.lit_down, nodes[item.index].label, light)
    : describe(item));
  remember();
}

function clear() {
  const { opener } = state;
  state.selected = null;
  state.light = null;
  state.opener = null;
  search.value = "";
  find();
  refresh();
  announce(words.cleared);
  remember();
  if (opener && opener.isConnected) opener.focus();
}

/** Everything that follows from the state. */
function refresh() {
  filter();
  paint();
  showPanel();
  showRows();
  const onNode = Boolean(state.selected && state.selected.kind === "node");
  for (const [id, direction] of [["upstream", "up"], ["downstream", "down"]]) {
    byId(id).disabled = !onNode;
    byId(id).setAttribute("aria-pressed", String(state.light === direction));
  }
}

for (const [id, direction] of [["upstream", "up"], ["downstream", "down"]]) {
  byId(id).addEventListener("click", () => {
    state.light = state.light === direction ? null : direction;
    select(state.selected, false);
  });
}

function pick({ nodes: [node], edges: [edge] }) {
  if (node && boxes.has(node)) return { kind: "node", index: Number(node.slice(1)) };
  const part = node || edge; // an invisible bend belongs to its link
  return part ? { kind: "link", index: linkOf(part) } : null;
}

network.on("click", (event) => {
  const item = pick(event);
  if (item) select(item, false);
  else if (state.selected) clear();
});
network.on("hoverNode", ({ node }) => { hovered = node; byId("graph").classList.add("pointing"); });
network.on("blurNode", () => { hovered = null; byId("graph").classList.remove("pointing"); });
network.on("hoverEdge", () => byId("graph").classList.add("pointing"));
network.on("blurEdge", () => byId("graph").classList.remove("pointing"));

// ---- address ------------------------------------------------------------------------------

const places = new Map([
  ...links.map((link, index) => [link.name, { kind: "link", index }]),
  ...nodes.map((node, index) => [node.name, { kind: "node", index }]),
]);

/** Keep the selection in the address, so that it can be shared. */
function remember() {
  const { selected } = state;
  const name = selected ? (selected.kind === "node" ? nodes : links)[selected.index].name : "";
  try {
    history.replaceState(null, "", `#${encodeURIComponent(name)}`);
  } catch {
    // A lone surrogate can't be encoded, and some viewers forbid it: the view just isn't shared.
  }
}

function recall() {
  let name = "";
  try {
    name = decodeURIComponent(location.hash.slice(1));
  } catch {
    return; // not an address of ours
  }
  const item = places.get(name);
  if (item) select(item, false);
}
addEventListener("hashchange", recall);

// ---- search -------------------------------------------------------------------------------

const search = byId("search");
const nodeTexts = nodes.map((node) => fold([node.label, ...node.aliases].join("\n")));
const linkTexts = links.map((link) => fold([...link.for, ...link.against].flatMap(
  (claim) => claims[claim].evidence.map((evidence) => evidence.quote.map((piece) => (typeof piece === "string" ? piece : piece[0])).join("")),
).join("\n")));

function find() {
  const query = fold(search.value.trim());
  state.hits = [];
  state.hit = -1;
  if (query) {
    nodeTexts.forEach((text, index) => {
      if (shown.nodes[index] && text.includes(query)) state.hits.push({ kind: "node", index });
    });
    linkTexts.forEach((text, index) => {
      if (shown.links[index] && text.includes(query)) state.hits.push({ kind: "link", index });
    });
  }
  const { length } = state.hits;
  byId("hits").textContent = !query ? "" : length ? `${length}` : words.no_hits;
  if (query) announce(length ? say(words.hits, 0, length) : words.no_hits);
  network.redraw();
  showRows();
}

search.addEventListener("input", find);
search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return; // Enter also ends a Chinese input method
  event.preventDefault();
  const { length } = state.hits;
  if (!length) return;
  state.hit = (state.hit + (event.shiftKey ? length - 1 : 1) + (state.hit < 0 && event.shiftKey ? 1 : 0)) % length;
  state.light = null;
  select(state.hits[state.hit], false);
  byId("hits").textContent = `${state.hit + 1}/${length}`;
  announce(`${say(words.hits, state.hit + 1, length)}: ${describe(state.hits[state.hit])}`);
});

// ---- filters ------------------------------------------------------------------------------

function filtered() {
  filter();
  find();
  refresh();
  announce(say(words.shown, document.body.dataset.nodes, document.body.dataset.links));
}

for (const button of document.querySelectorAll("[data-kind]")) {
  button.addEventListener("click", () => {
    const { kind } = button.dataset;
    if (!state.hidden.delete(kind)) state.hidden.add(kind);
    button.setAttribute("aria-pressed", String(!state.hidden.has(kind)));
    filtered();
  });
}

byId("belief").addEventListener("input", (event) => {
  state.belief = Number(event.target.value);
  byId("belief-value").textContent = percent(state.belief);
  event.target.setAttribute("aria-valuetext", percent(state.belief));
  filtered();
});

// ---- table --------------------------------------------------------------------------------

const rows = byId("rows");

let listed = null; // what the table lists now

/** All links as a table: the same content for the keyboard and for screen readers. */
function showRows() {
  if (rows.hidden) return;
  const wanted = search.value.trim()
    ? new Set(state.hits.flatMap((hit) => (hit.kind === "link" ? [hit.index] : [...causesOf[hit.index], ...effectsOf[hit.index]])))
    : null;
  const order = [...links.keys()]
    .filter((index) => shown.links[index] && (!wanted || wanted.has(index)))
    .sort((a, b) => links[b].belief - links[a].belief || a - b);
  // Rows are built anew only if others are to be listed, or whoever stands on one would lose it.
  if (listed !== order.join()) {
    listed = order.join();
    buildRows(order);
  }
  for (const button of rows.querySelectorAll("[data-link]")) {
    const index = Number(button.dataset.link);
    const chosen = state.selected && state.selected.kind === "link" && state.selected.index === index;
    button.closest("tr").classList.toggle("chosen", Boolean(chosen));
  }
}

function buildRows(order) {
  const columns = [words.cause, words.polarity, words.effect, words.belief, words.claims_for, words.claims_against, words.evidence];
  const body = order.map((index) => {
    const link = links[index];
    const name = say(words.evidence_for, nodes[link.cause].label, nodes[link.effect].label);
    return make(
      "tr",
      {},
      make("td", {}, nodeButton(link.cause)),
      make("td", {}, make("span", { class: `sign ${link.polarity}` }, `${sign(link)} ${words[link.polarity]}`), styleName(link) ? make("small", {}, ` ${styleName(link)}`) : null),
      make("td", {}, nodeButton(link.effect)),
      make("td", { class: "number" }, link.plain ? percent(link.belief) : "—"),
      make("td", { class: "number" }, String(link.for.length)),
      make("td", { class: "number" }, String(link.against.length)),
      make("td", {}, make("button", { type: "button", class: "open", "data-link": String(index), "aria-label": name, click: () => select({ kind: "link", index }, true) }, words.evidence)),
    );
  });
  rows.replaceChildren(make(
    "table",
    {},
    make("caption", {}, counted(words.links, order.length)),
    make("thead", {}, make("tr", {}, columns.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, body),
  ));
}

byId("table").addEventListener("click", () => {
  const open = rows.hidden;
  rows.hidden = !open;
  byId("table").setAttribute("aria-pressed", String(open));
  document.body.classList.toggle("tabular", open);
  showRows();
});

// ---- keyboard -----------------------------------------------------------------------------

const stage = byId("graph").querySelector(".vis-network");
stage.setAttribute("role", "application");
stage.setAttribute("aria-label", words.graph);
stage.setAttribute("aria-description", words.graph_help);

/** Where an arrow key leads: along the strongest link, or to the next node of the layer. */
function neighbour(index, key) {
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const left = key === "ArrowLeft";
    const link = (left ? causesOf : effectsOf)[index].find((item) => shown.links[item]);
    return link === undefined ? index : links[link][left ? "cause" : "effect"];
  }
  const here = boxOf(index);
  const layer = [...nodes.keys()]
    .filter((other) => shown.nodes[other] && boxOf(other).x === here.x)
    .sort((a, b) => boxOf(a).y - boxOf(b).y);
  const next = layer[layer.indexOf(index) + (key === "ArrowUp" ? -1 : 1)];
  return next === undefined ? index : next;
}

stage.addEventListener("keydown", (event) => {
  const { selected } = state;
  if (["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
    const index = !selected ? content.focus
      : selected.kind === "node" ? neighbour(selected.index, event.key)
        : links[selected.index][event.key === "ArrowRight" ? "effect" : "cause"];
    select({ kind: "node", index }, false);
  } else if (event.key === "Enter") {
    event.preventDefault();
    select(selected || { kind: "node", index: content.focus }, true);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    clear();
  } else if (event.key === "/" && !(event.target instanceof HTMLInputElement) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// ---- start --------------------------------------------------------------------------------

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  readPalette();
  painted = links.map(() => "");
  paint();
});

home();
refresh();
announce(say(words.shown, nodes.length, links.length));
recall();
document.body.dataset.ready = "true";
})();
