/* The page's behaviour: one state, and what follows from it. Text from the graph is only ever set as
   text; nodes, links and documents are numbers, so no name from a document becomes a key or an id. */

import { read, write } from "./address.js";
import { createControls } from "./controls.js";
import { byId } from "./dom.js";
import { bestChain, between, filtered, piece, reach, retell, whatIf } from "./graph.js";
import { createMinimap } from "./minimap.js";
import { createOverview } from "./overview.js";
import { createPanel } from "./panel.js";
import { createSaving } from "./save.js";
import { bounds, chainScene, focusScene, wholeScene } from "./scene.js";
import { createSearch } from "./search.js";
import { FONT, FONT_SIZE, readPalette } from "./shapes.js";
import { createStage } from "./stage.js";
import { readStory } from "./story.js";
import { createTable } from "./table.js";
import { say } from "./text.js";

const MANY = 800; // links; above, lines are pale until some are chosen

const dark = matchMedia("(prefers-color-scheme: dark)");

function start(story) {
  const { words, nodes, graph } = story;
  const large = Boolean(story.overview);

  /** What the reader has chosen; the address holds all of it. */
  let state = read(story, "");
  /** What follows from it: see `refresh`. */
  const app = {
    story,
    get state() {
      return state;
    },
    palette: null,
    shown: { nodes: [], links: [] },
    lit: null, // {nodes, links} that stay bright, or null when everything does
    path: null, // {nodes, links, chain} between two nodes
    whatIf: null, // consequences of what is assumed absent
    lost: new Set(),
    hits: { nodes: new Set(), links: new Set() },
    choosing: false, // the next node chosen is the other end of a path
    discs: null,
  };
  const open = (link) => app.shown.links[link] === 1;
  let opener = null; // what had the focus before the panel was opened by keyboard

  app.announce = (text) => {
    byId("status").textContent = text;
  };
  app.nodeLook = (node) => ({
    dim: app.lit !== null && !app.lit.nodes.has(node),
    chosen: state.node === node,
    hit: app.hits.nodes.has(node),
    end: state.to === node,
    absent: state.without.has(node),
    lost: app.lost.has(node),
  });
  app.linkLook = (link) => ({
    hit: app.hits.links.has(link),
    dim: app.lit !== null && !app.lit.links.has(link),
    chosen: state.link === link,
    // Hundreds of lines would bury the nodes; those that are asked for stand out.
    faint: app.lit === null && graph.cause.length > MANY,
  });

  /** What stays bright. */
  function lit() {
    if (state.link !== null) {
      return {
        nodes: new Set([graph.cause[state.link], graph.effect[state.link]]),
        links: new Set([state.link]),
      };
    }
    if (app.path?.chain) return app.path;
    if (state.node !== null && state.light) return reach(graph, state.node, state.light, open);
    if (app.whatIf) {
      const touched = new Set([...state.without, ...app.whatIf.map((item) => item.node)]);
      const links = app.whatIf.flatMap((item) => [...item.fallen, ...item.kept]);
      for (const item of app.whatIf) for (const link of item.kept) touched.add(graph.cause[link]);
      return { nodes: touched, links: new Set(links) };
    }
    if (state.node === null || !app.shown.nodes[state.node]) return null;
    const found = { nodes: new Set([state.node]), links: new Set() };
    for (const link of [...graph.causesOf[state.node], ...graph.effectsOf[state.node]]) {
      found.links.add(link);
      found.nodes.add(graph.cause[link]).add(graph.effect[link]);
    }
    return found;
  }

  /** A path is looked for both ways: the reader need not know which end is the cause. */
  function pathBetween(one, two) {
    for (const [a, b] of [
      [one, two],
      [two, one],
    ]) {
      const chain = bestChain(graph, a, b, open);
      if (chain) return { ...between(graph, a, b, open), chain };
    }
    return { nodes: new Set(), links: new Set(), chain: null };
  }

  // ---- parts ------------------------------------------------------------------------------

  app.clear = clear;
  app.select = select;
  app.picked = (item) => {
    if (item) select(item, false);
    else if (app.choosing) stopChoosing();
    else if (state.node !== null || state.link !== null) clear();
  };
  app.viewed = () => minimap?.redraw();
  app.resized = () => {
    if (state.node !== null && !large) stage.reveal([state.node]);
  };
  readTheme("");
  document.body.classList.toggle("large", large);
  retell(story, state.documents);
  app.shown = filtered(story, state);
  let minimap = null;
  const stage = createStage(app);
  minimap = createMinimap(app, stage);
  const overview = large ? createOverview(app) : null;
  if (large) {
    app.discs = overview.discs;
    app.pickedDisc = overview.enter;
    byId("map-in").addEventListener("click", () => overview.zoom(1.3));
    byId("map-out").addEventListener("click", () => overview.zoom(1 / 1.3));
    byId("map-fit").addEventListener("click", overview.fit);
  }
  const panel = createPanel(app);
  const table = createTable(app, panel);
  const search = createSearch(app, panel);
  const become = createSaving(app, stage);

  const measuring = document.createElement("canvas").getContext("2d");
  measuring.font = `${FONT_SIZE}px ${FONT}`;
  const width = (text) => measuring.measureText(text).width;

  /** On a large graph the stage shows the surroundings of one node. */
  let centre = -1;
  function turnTo(node, again = false) {
    if (!large || (node === centre && !again)) return;
    centre = node;
    stage.show(focusScene(story, node, app.shown, width));
    stage.home(node);
  }

  /** … or, when a path was asked for, the chain itself. */
  function turnToChain(chain) {
    centre = -1;
    stage.show(chainScene(story, chain, width));
    stage.home(graph.cause[chain[0]]);
  }

  // ---- from the state to what is seen -----------------------------------------------------

  function recompute() {
    retell(story, state.documents);
    app.shown = filtered(story, state);
    app.path = state.node !== null && state.to !== null ? pathBetween(state.node, state.to) : null;
    app.whatIf = state.without.size ? whatIf(graph, state.without, open) : null;
    app.lost = new Set((app.whatIf || []).filter((item) => item.lost).map((item) => item.node));
    app.lit = lit();
  }

  /** Everything that follows from the state, but for where we look. */
  function refresh() {
    recompute();
    search.find();
    panel.show();
    table.show(search.wanted());
    paint();
    const onNode = state.node !== null;
    for (const [id, direction] of [
      ["upstream", "up"],
      ["downstream", "down"],
    ]) {
      byId(id).disabled = !onNode;
      byId(id).setAttribute("aria-pressed", String(onNode && state.light === direction));
    }
    byId("path").disabled = !onNode;
    byId("path").setAttribute("aria-pressed", String(app.choosing || state.to !== null));
    byId("without").disabled = !onNode && !state.without.size;
    const absent = onNode ? state.without.has(state.node) : state.without.size > 0;
    byId("without").setAttribute("aria-pressed", String(absent));
    const count = (flags) => flags.reduce((sum, flag) => sum + flag, 0);
    document.body.dataset.nodes = String(count(app.shown.nodes));
    document.body.dataset.links = String(count(app.shown.links));
    byId("nothing").hidden = document.body.dataset.links !== "0";
    document.body.classList.toggle("choosing", app.choosing);
    document.body.classList.toggle("selected", onNode || state.link !== null);
  }

  function paint() {
    stage.redraw();
    if (overview) overview.redraw();
  }
  /** After another search: the hits, the table, the picture. */
  app.refind = () => {
    search.find();
    table.show(search.wanted());
    paint();
    remember();
  };

  function readTheme(chosen) {
    document.documentElement.dataset.theme = chosen || (dark.matches ? "dark" : "light");
    app.palette = readPalette();
  }
  app.setTheme = (theme) => {
    readTheme(theme);
    paint();
  };

  // ---- choosing ---------------------------------------------------------------------------

  const describe = () => {
    if (state.link !== null) return panel.linkName(state.link);
    const { label } = nodes[state.node];
    if (state.light) {
      return say(
        state.light === "up" ? words.lit_up : words.lit_down,
        label,
        app.lit.nodes.size - 1,
      );
    }
    return label;
  };

  /** Select a node or a link. `focus` moves the keyboard into the panel; Escape brings it back. */
  function select(item, focus) {
    if (focus && !byId("panel").contains(document.activeElement)) opener = document.activeElement;
    if (app.choosing && item.kind === "node" && item.index !== state.node) {
      app.choosing = false;
      state.to = item.index;
      state.light = null;
    } else {
      state.node = item.kind === "node" ? item.index : null;
      state.link = item.kind === "link" ? item.index : null;
      state.to = null;
      app.choosing = false;
      if (item.kind === "link") state.light = null;
    }
    recompute();
    turn();
    refresh();
    show();
    if (focus) byId("panel").querySelector("h2").focus();
    app.announce(describe());
    remember();
  }

  function turn(again = false) {
    if (!large) return;
    if (app.path?.chain) turnToChain(app.path.chain);
    else if (state.node !== null) turnTo(state.node, again);
    else if (state.link !== null && !stage.scene.linkAt.has(state.link))
      turnTo(graph.effect[state.link], again);
    else if (again) turnTo(centre < 0 ? story.focus : centre, true);
  }

  /** Bring what is selected into view. */
  function show() {
    const wanted =
      state.link !== null
        ? [graph.cause[state.link], graph.effect[state.link]]
        : app.path?.chain
          ? [...app.path.nodes]
          : [state.node];
    if (!large || state.link !== null) stage.reveal(wanted);
    if (overview && wanted[0] !== null) overview.reveal(wanted[0]);
  }

  /** Escape: out of the panel, out of a choice, and only then out of the selection. */
  function back() {
    if (byId("panel").contains(document.activeElement) && opener?.isConnected) {
      opener.focus();
      opener = null;
    } else if (app.choosing) stopChoosing();
    else clear();
  }

  function clear() {
    const back = opener;
    Object.assign(state, { node: null, link: null, light: null, to: null, query: "" });
    state.without = new Set();
    app.choosing = false;
    opener = null;
    search.mirror();
    refresh();
    app.announce(words.cleared);
    remember();
    if (back?.isConnected) back.focus();
  }

  for (const [id, direction] of [
    ["upstream", "up"],
    ["downstream", "down"],
  ]) {
    byId(id).addEventListener("click", () => {
      state.light = state.light === direction ? null : direction;
      state.to = null;
      refresh();
      app.announce(describe());
      remember();
    });
  }

  /** Leave the choice of a path's other end, and nothing else. */
  function stopChoosing() {
    app.choosing = false;
    refresh();
    app.announce(describe());
  }

  byId("path").addEventListener("click", () => {
    const on = !(app.choosing || state.to !== null);
    state.to = null;
    state.light = null;
    app.choosing = on;
    refresh();
    app.announce(on ? say(words.choose_end, nodes[state.node].label) : describe());
    remember();
  });

  byId("without").addEventListener("click", () => {
    if (state.node === null) state.without = new Set();
    else if (!state.without.delete(state.node)) state.without.add(state.node);
    state.light = null;
    state.to = null;
    refresh();
    app.announce(
      app.whatIf
        ? say(words.lost_count, app.lost.size, app.whatIf.length - app.lost.size)
        : words.cleared,
    );
    remember();
  });

  // ---- filters ----------------------------------------------------------------------------

  app.refilter = () => {
    recompute();
    turn(true);
    refresh();
    app.announce(say(words.shown, document.body.dataset.nodes, document.body.dataset.links));
    remember();
  };
  const controls = createControls(app);

  /** Bring what the reader can set in line with the state. */
  function mirror() {
    controls.mirror();
    search.mirror();
    table.toggle(state.table);
  }

  // ---- view -------------------------------------------------------------------------------

  byId("zoom-in").addEventListener("click", () => stage.zoom(1.3));
  byId("zoom-out").addEventListener("click", () => stage.zoom(1 / 1.3));
  byId("fit").addEventListener("click", () => stage.fit());
  byId("table").addEventListener("click", () => {
    state.table = !state.table;
    table.toggle(state.table);
    table.show(search.wanted());
    remember();
  });
  byId("theme").addEventListener("click", () => {
    state.theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    app.setTheme(state.theme);
    remember();
  });
  dark.addEventListener("change", () => {
    if (!state.theme) app.setTheme("");
  });
  for (const [id, name] of [
    ["filter", "filtering"],
    ["map-toggle", "mapping"],
  ]) {
    byId(id).addEventListener("click", () => {
      const on = document.body.classList.toggle(name);
      byId(id).setAttribute("aria-pressed", String(on));
      paint();
    });
  }
  // One menu is open at a time, and none when the reader is elsewhere.
  const menus = [...document.querySelectorAll("details.menu")];
  document.addEventListener("pointerdown", (event) => {
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
  });
  for (const menu of menus) {
    menu.querySelector("summary").addEventListener("click", () => {
      for (const other of menus) if (other !== menu) other.open = false;
    });
    // What was chosen from a list of actions is done; boxes are ticked one after the other.
    menu.addEventListener("click", (event) => {
      if (event.target.closest(".acts")) menu.open = false;
    });
  }

  // ---- address ----------------------------------------------------------------------------

  let written = "";
  function remember() {
    written = write(story, state);
    try {
      history.replaceState(null, "", written ? `#${written}` : location.pathname + location.search);
    } catch {
      // Some viewers forbid it: the view just isn't shared.
    }
  }

  function recall() {
    if (location.hash.slice(1) === written) return;
    written = location.hash.slice(1);
    state = read(story, location.hash);
    app.choosing = false;
    readTheme(state.theme);
    mirror();
    recompute();
    turn(true);
    refresh();
    if (state.node !== null || state.link !== null) {
      show();
      app.announce(describe());
    }
  }
  addEventListener("hashchange", recall);

  // ---- keyboard ---------------------------------------------------------------------------

  stage.element.setAttribute("role", "application");
  stage.element.setAttribute("aria-label", words.graph);
  stage.element.setAttribute("aria-description", words.graph_help);
  stage.element.tabIndex = 0;

  /** Where an arrow key leads: along the strongest link, or to the next node of the layer, and from
      its end to what is nearest beyond, so that every piece can be reached. */
  function neighbour(node, key) {
    const flat = key === "ArrowLeft" || key === "ArrowRight";
    const way = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    if (flat) {
      const link = (way < 0 ? graph.causesOf : graph.effectsOf)[node].find(open);
      if (link !== undefined) return (way < 0 ? graph.cause : graph.effect)[link];
    }
    const here = stage.scene.box.get(node);
    if (!here) return node;
    const [along, across] = flat ? ["x", "y"] : ["y", "x"];
    const beyond = stage.scene.nodes.filter(
      (box) => app.shown.nodes[box.index] && (box[along] - here[along]) * way > 0,
    );
    const away = (box) =>
      (box[along] - here[along]) * way + 2 * Math.abs(box[across] - here[across]);
    const nearest = (boxes) =>
      boxes.reduce((best, box) => (!best || away(box) < away(best) ? box : best), null);
    const layer = flat ? [] : beyond.filter((box) => box.x === here.x);
    const next = nearest(layer) || nearest(beyond);
    return next ? next.index : node;
  }

  const first = () => (app.shown.nodes[story.focus] ? story.focus : app.shown.nodes.indexOf(1));
  const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;
  stage.element.addEventListener("keydown", (event) => {
    if (!plain(event) || first() < 0) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      const node =
        state.node !== null
          ? neighbour(state.to === null ? state.node : state.to, event.key)
          : state.link !== null
            ? (event.key === "ArrowRight" ? graph.effect : graph.cause)[state.link]
            : first();
      select({ kind: "node", index: node }, false);
    } else if (event.key === "Enter") {
      event.preventDefault();
      select(
        state.link !== null
          ? { kind: "link", index: state.link }
          : { kind: "node", index: state.node ?? first() },
        true,
      );
    } else if (event.key === "+" || event.key === "=") stage.zoom(1.3);
    else if (event.key === "-") stage.zoom(1 / 1.3);
    else if (event.key === "0") stage.fit();
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const menu = menus.find((item) => item.open);
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.key === "Escape") back();
    else if (
      event.key === "/" &&
      !/^(input|textarea)$/i.test(event.target.tagName) &&
      plain(event)
    ) {
      event.preventDefault();
      search.focus();
    }
  });

  // ---- start ------------------------------------------------------------------------------

  recompute();
  if (large) {
    turnTo(story.focus);
    overview.fit();
  } else {
    stage.show(wholeScene(story));
    stage.home(
      story.focus,
      bounds([...piece(graph, story.focus)].map((node) => stage.scene.box.get(node))),
    );
  }
  mirror();
  refresh();
  app.announce(say(words.shown, document.body.dataset.nodes, document.body.dataset.links));
  const exporting = /^#export=(svg|png)$/.exec(location.hash);
  if (exporting) become(exporting[1]);
  else recall();
  document.body.dataset.ready = "true";
}

if (document.getElementById("story")) readStory().then(start);
