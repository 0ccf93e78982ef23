/* The stage: vis-network holds the nodes and the view (pan, zoom, pinch); lines are drawn by us below
   its nodes, and what is clicked is found by us, so that a line is as easy to hit as a node. */

import { byId } from "./dom.js";
import { at, bounds } from "./scene.js";
import { linkItems, nodeItems, paint } from "./shapes.js";

const MANY = 1500; // links; above, lines are left out while the view is dragged
const LEGIBLE = 4; // px; smaller text is not drawn

/** `app` gives palette, shown, nodeLook(index), linkLook(index) and picked(item). */
export function createStage(app) {
  const container = byId("graph");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = matchMedia("(max-width: 640px)");
  // 14 px × 0.82 = 11.5 px is the smallest text the page opens with; a phone is held closer, but
  // its fingers are as thick.
  const readable = () => (narrow.matches ? 0.93 : 0.82);
  const data = new vis.DataSet();
  let scene = { nodes: [], links: [], box: new Map(), bounds: bounds([]) };
  let over = null;
  let moving = false;

  const options = JSON.parse(byId("stage-options").textContent);
  options.nodes.ctxRenderer = ({ ctx, id, x, y }) => {
    const box = scene.box.get(id);
    if (!box) return { drawNode() {}, nodeDimensions: { width: 1, height: 1 } };
    return {
      drawNode() {
        if (!app.shown.nodes[id]) return;
        const look = app.nodeLook(id);
        look.over = over && over.kind === "node" && over.index === id;
        const text = network.getScale() * 14 >= LEGIBLE;
        paint(ctx, nodeItems({ ...box, x, y }, look, app.palette, text));
      },
      nodeDimensions: { width: box.w, height: box.h },
    };
  };
  const network = new vis.Network(container, { nodes: data, edges: new vis.DataSet() }, options);

  network.on("beforeDrawing", (ctx) => {
    if (moving && scene.links.length > MANY) return;
    const view = visible();
    const lit = [];
    for (const item of scene.links) {
      const { link, bounds: box } = item;
      if (
        !app.shown.links[link] ||
        box.right < view.left ||
        box.left > view.right ||
        box.bottom < view.top ||
        box.top > view.bottom
      )
        continue;
      const look = app.linkLook(link);
      if (look.dim) paint(ctx, linkItems(item, look, app.palette));
      else lit.push([item, look]);
    }
    // Lit lines lie above dim ones.
    for (const [item, look] of lit) paint(ctx, linkItems(item, look, app.palette));
  });
  network.on("afterDrawing", () => {
    const { x, y } = network.getViewPosition();
    document.body.dataset.view = `${x} ${y} ${network.getScale()}`;
    if (sized() === box) kept = { position: { x, y }, scale: network.getScale() };
    app.viewed();
  });

  // vis-network scales the drawing with its box, at any redraw after a change; text must stay as large
  // as it was, so the view of the last size is kept and put back.
  let kept = null;
  // Where an animation is to end: vis-network may stop short of it.
  let goal = null;
  network.on("animationFinished", () => {
    if (!goal) return;
    const there = goal;
    goal = null;
    network.moveTo({ ...there, animation: false });
  });
  const sized = () => `${container.clientWidth} ${container.clientHeight}`;
  let box = sized();
  new ResizeObserver(() => {
    if (sized() === box || !container.clientWidth) return;
    box = sized();
    if (!kept) return;
    network.setSize("100%", "100%");
    network.moveTo({ ...(goal || kept), animation: false });
    goal = null;
    app.resized();
  }).observe(container);

  const place = ({ x, y }) => at(scene, x, y, 9 / network.getScale(), app.shown);
  network.on("click", ({ pointer }) => app.picked(place(pointer.canvas)));
  network.on("dragStart", () => {
    moving = true;
    goal = null;
  });
  network.on("dragEnd", () => {
    moving = false;
    network.redraw();
  });
  container.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const box = container.getBoundingClientRect();
    const found = place(
      network.DOMtoCanvas({ x: event.clientX - box.left, y: event.clientY - box.top }),
    );
    container.classList.toggle("pointing", Boolean(found));
    const same = found && over && found.kind === over.kind && found.index === over.index;
    if (same || (!found && !over)) return;
    over = found;
    network.redraw();
  });

  const frame = () => ({ width: container.clientWidth || 1, height: container.clientHeight || 1 });

  function visible() {
    const { width, height } = frame();
    const scale = network.getScale();
    const { x, y } = network.getViewPosition();
    return {
      left: x - width / 2 / scale,
      right: x + width / 2 / scale,
      top: y - height / 2 / scale,
      bottom: y + height / 2 / scale,
    };
  }

  const fitting = (box, margin) => {
    const { width, height } = frame();
    return Math.max(
      0.02,
      Math.min(
        (width - 2 * margin) / (box.right - box.left || 1),
        (height - 2 * margin) / (box.bottom - box.top || 1),
      ),
    );
  };

  function move(x, y, scale, animated) {
    goal = animated && !calm ? { position: { x, y }, scale } : null;
    network.moveTo({
      position: { x, y },
      scale,
      animation: goal ? { duration: 220, easingFunction: "easeInOutQuad" } : false,
    });
  }

  /** Keep a view of `size` inside the graph, or centre the graph if it is smaller. */
  function clamp(centre, size, low, high) {
    if (high - low <= size) return (low + high) / 2;
    return Math.min(Math.max(centre, low + size / 2), high - size / 2);
  }

  return {
    element: container.querySelector(".vis-network"),
    visible,
    move,
    get scene() {
      return scene;
    },
    get scale() {
      return network.getScale();
    },
    redraw: () => network.redraw(),

    show(next) {
      scene = next;
      over = null;
      data.clear();
      data.add(scene.nodes.map(({ index, x, y }) => ({ id: index, x, y })));
    },

    /** The first view: readable, a node to the right of the middle, its causes before it. `piece` is
        the box around all that hangs together with it. */
    home(node, piece = scene.bounds) {
      const { width, height } = frame();
      const scale = Math.min(1, Math.max(readable(), fitting(piece, 30)));
      const focus = scene.box.get(node) || { x: 0, y: 0 };
      const [w, h, margin] = [width / scale, height / scale, 40 / scale];
      const { left, right, top, bottom } = piece;
      move(
        clamp(
          focus.x - w * (scene.focus === undefined ? 0.22 : 0),
          w,
          left - margin,
          right + margin,
        ),
        clamp(focus.y, h, top - margin, bottom + margin),
        scale,
        false,
      );
    },

    /** Bring nodes into view: not at all if they are, else by moving, else by zooming out. */
    reveal(indices) {
      const boxes = indices.map((index) => scene.box.get(index)).filter(Boolean);
      if (!boxes.length) return;
      const box = bounds(boxes);
      const view = visible();
      const margin = 12;
      if (
        box.left > view.left + margin &&
        box.right < view.right - margin &&
        box.top > view.top + margin &&
        box.bottom < view.bottom - margin
      )
        return;
      const scale = Math.max(0.3, Math.min(network.getScale(), fitting(box, 60)));
      move((box.left + box.right) / 2, (box.top + box.bottom) / 2, scale, true);
    },

    fit() {
      const { left, right, top, bottom } = scene.bounds;
      move((left + right) / 2, (top + bottom) / 2, Math.min(1.2, fitting(scene.bounds, 30)), true);
    },

    zoom(factor) {
      const { x, y } = network.getViewPosition();
      move(x, y, Math.min(3, Math.max(0.03, network.getScale() * factor)), false);
    },
  };
}
