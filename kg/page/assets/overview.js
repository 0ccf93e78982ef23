/* The map of a large graph: communities as discs, nodes as dots, drawn on a canvas of our own. While
   it is dragged or zoomed the last picture is moved about; it is drawn anew when the hand rests. */

import { byId, shortened } from "./dom.js";
import { FONT } from "./shapes.js";

const REST = 120; // ms without movement until the map is drawn anew
const DOT = 9; // radius of a node
const LINES_FROM = 0.28; // scale from which links between nodes are drawn
const NAMES_FROM = 0.62; // and names of nodes, as many as have room

/** `app` gives story, palette, shown, nodeLook(index), picked(item) and pickedDisc(disc). */
export function createOverview(app) {
  const canvas = byId("overview");
  const { discs, of, x: xs, y: ys } = app.story.overview;
  const { graph, nodes } = app.story;
  const members = discs.map(() => []);
  of.forEach((disc, node) => {
    members[disc].push(node);
  });
  const ties = tied(graph, of);
  const view = { x: 0, y: 0, scale: 1 }; // the place in the middle, and px per unit
  let still = null; // the last picture and the view it shows
  let timer = 0;
  let waiting = false;
  let size = { width: 1, height: 1, ratio: 1 };
  const ctx = canvas.getContext("2d", { alpha: false });

  const toScreen = (x, y) => [
    (x - view.x) * view.scale + size.width / 2,
    (y - view.y) * view.scale + size.height / 2,
  ];
  const toMap = (x, y) => [
    (x - size.width / 2) / view.scale + view.x,
    (y - size.height / 2) / view.scale + view.y,
  ];

  let touched = false; // the reader has moved the map: a new size of the window leaves it there

  function measure() {
    const box = canvas.getBoundingClientRect();
    const ratio = Math.min(2, devicePixelRatio || 1);
    const next = { width: Math.max(1, box.width), height: Math.max(1, box.height), ratio };
    if (next.width === size.width && next.height === size.height && ratio === size.ratio) return;
    size = next;
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(size.height * ratio);
    still = null;
    if (!touched) whole();
  }

  function whole() {
    const around = discs.reduce(
      (box, [x, y, r]) => ({
        left: Math.min(box.left, x - r),
        right: Math.max(box.right, x + r),
        top: Math.min(box.top, y - r),
        bottom: Math.max(box.bottom, y + r),
      }),
      { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity },
    );
    Object.assign(view, {
      x: (around.left + around.right) / 2,
      y: (around.top + around.bottom) / 2,
      scale: Math.max(
        0.005,
        Math.min(
          (size.width - 24) / (around.right - around.left),
          (size.height - 24) / (around.bottom - around.top),
        ),
      ),
    });
  }

  function fit() {
    touched = false;
    measure();
    whole();
    redraw();
  }

  // ---- drawing ----------------------------------------------------------------------------

  function ground() {
    ctx.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    ctx.globalAlpha = 1;
    ctx.fillStyle = app.palette.bg;
    ctx.fillRect(0, 0, size.width, size.height);
    ctx.strokeStyle = app.palette.line;
    ctx.globalAlpha = 0.4;
    for (const [one, two, count] of ties) {
      const [ax, ay] = toScreen(discs[one][0], discs[one][1]);
      const [bx, by] = toScreen(discs[two][0], discs[two][1]);
      ctx.lineWidth = Math.min(8, 0.6 + count / 12);
      ctx.beginPath();
      ctx.moveTo(ax, ay);
      ctx.lineTo(bx, by);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
    for (const [x, y, r] of discs) {
      const [cx, cy] = toScreen(x, y);
      const reach = r * view.scale;
      if (cx + reach < 0 || cy + reach < 0 || cx - reach > size.width || cy - reach > size.height)
        continue;
      ctx.beginPath();
      ctx.arc(cx, cy, reach, 0, 2 * Math.PI);
      ctx.fillStyle = app.palette.faint;
      ctx.fill();
      ctx.lineWidth = 1;
      ctx.strokeStyle = app.palette.line;
      ctx.stroke();
    }
  }

  /** Nodes in view whose filters let them through. */
  function inView() {
    const [left, top] = toMap(-20, -20);
    const [right, bottom] = toMap(size.width + 20, size.height + 20);
    const found = [];
    discs.forEach(([x, y, r], disc) => {
      if (x + r < left || x - r > right || y + r < top || y - r > bottom) return;
      for (const node of members[disc]) {
        if (
          app.shown.nodes[node] &&
          xs[node] > left &&
          xs[node] < right &&
          ys[node] > top &&
          ys[node] < bottom
        )
          found.push(node);
      }
    });
    return found;
  }

  function lines(seen) {
    const bright = [];
    ctx.lineWidth = 1;
    for (const dim of [true, false]) {
      ctx.beginPath();
      for (const node of seen) {
        for (const link of graph.effectsOf[node]) {
          if (!app.shown.links[link] || app.linkLook(link).dim !== dim) continue;
          const [ax, ay] = toScreen(xs[node], ys[node]);
          const [bx, by] = toScreen(xs[graph.effect[link]], ys[graph.effect[link]]);
          ctx.moveTo(ax, ay);
          ctx.lineTo(bx, by);
          if (!dim) bright.push([ax, ay, bx, by]);
        }
      }
      ctx.strokeStyle = dim ? app.palette.line : app.palette.muted;
      ctx.globalAlpha = dim ? 0.5 : 0.7;
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  function dots(seen) {
    const radius = Math.max(1.2, DOT * view.scale);
    const batches = new Map();
    for (const node of seen) {
      const look = app.nodeLook(node);
      const key = `${nodes[node].family} ${look.dim && !look.hit ? 1 : 0}`;
      if (!batches.has(key)) batches.set(key, []);
      batches.get(key).push(node);
    }
    for (const [key, batch] of batches) {
      const [family, dim] = key.split(" ");
      ctx.globalAlpha = dim === "1" ? 0.3 : 1;
      ctx.fillStyle = app.palette[family].stroke;
      ctx.beginPath();
      for (const node of batch) {
        const [x, y] = toScreen(xs[node], ys[node]);
        if (radius < 2.5) ctx.rect(x - radius, y - radius, 2 * radius, 2 * radius);
        else {
          ctx.moveTo(x + radius, y);
          ctx.arc(x, y, radius, 0, 2 * Math.PI);
        }
      }
      ctx.fill();
    }
    ctx.globalAlpha = 1;
    for (const node of seen) {
      const look = app.nodeLook(node);
      if (!look.chosen && !look.hit && !look.end) continue;
      const [x, y] = toScreen(xs[node], ys[node]);
      ctx.beginPath();
      ctx.arc(x, y, radius + 4, 0, 2 * Math.PI);
      ctx.lineWidth = look.chosen ? 3 : 2;
      ctx.strokeStyle = look.chosen ? app.palette.text : app.palette.accent;
      ctx.stroke();
    }
  }

  /** Write a name where no other stands, moved in from the edge; whether there was room. */
  function name(taken, text, x, y, weight, tall) {
    ctx.font = `${weight} 13px ${FONT}`;
    const half = ctx.measureText(text).width / 2 + 4;
    const cx = Math.min(Math.max(x, half), size.width - half);
    const box = [cx - half, y - tall, cx + half, y + tall];
    const crowded = taken.some(
      (other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1],
    );
    if (crowded) return null;
    taken.push(box);
    write(text, cx, y);
    return cx;
  }

  function write(text, x, y) {
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 4;
    ctx.strokeStyle = app.palette.bg;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = app.palette.text;
    ctx.fillText(text, x, y);
  }

  function names(seen) {
    const taken = [];
    if (view.scale >= NAMES_FROM) {
      const chosen = (node) => app.nodeLook(node).chosen;
      for (const node of [...seen].sort((a, b) => chosen(b) - chosen(a))) {
        const [x, y] = toScreen(xs[node], ys[node]);
        name(taken, shortened(nodes[node].label, 14), x, y + DOT * view.scale + 10, 400, 8);
      }
      return;
    }
    // Names of communities, the largest first, where no other name stands.
    discs.forEach(([x, y, r, hub], disc) => {
      const [cx, cy] = toScreen(x, y);
      const reach = r * view.scale;
      if (reach < 10 || !members[disc].some((node) => app.shown.nodes[node])) return;
      if (cx < -reach || cy < -reach || cx > size.width + reach || cy > size.height + reach) return;
      const at = name(taken, shortened(nodes[hub].label, 10), cx, cy - 2, 600, reach < 22 ? 9 : 17);
      if (at !== null && reach >= 22) {
        ctx.font = `400 13px ${FONT}`;
        write(String(members[disc].length), at, cy + 15);
      }
    });
  }

  function anew() {
    measure();
    ground();
    const seen = inView();
    if (view.scale >= LINES_FROM) lines(seen);
    dots(seen);
    names(seen);
    const picture = still ? still.picture : document.createElement("canvas");
    picture.width = canvas.width;
    picture.height = canvas.height;
    picture.getContext("2d").drawImage(canvas, 0, 0);
    still = { picture, ...view };
  }

  /** The last picture, moved to where it belongs now. */
  function moved() {
    ground();
    if (!still) return;
    const factor = view.scale / still.scale;
    const [x, y] = toScreen(still.x, still.y);
    const [w, h] = [size.width * factor, size.height * factor];
    ctx.drawImage(still.picture, x - w / 2, y - h / 2, w, h);
  }

  function frame() {
    waiting = false;
    if (!canvas.offsetParent) return;
    if (timer) moved();
    else anew();
    document.body.dataset.map = `${view.x} ${view.y} ${view.scale}`;
  }

  function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(frame);
  }

  function gesture() {
    touched = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      redraw();
    }, REST);
    redraw();
  }

  // ---- hands ------------------------------------------------------------------------------

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  function zoomAt(x, y, factor) {
    const [mx, my] = toMap(x, y);
    view.scale = Math.min(4, Math.max(0.005, view.scale * factor));
    const [nx, ny] = toMap(x, y);
    view.x += mx - nx;
    view.y += my - ny;
    gesture();
  }

  const fingers = new Map();
  let travelled = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    if (fingers.size === 1) travelled = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId);
    if (other) {
      const apart = (point) => Math.hypot(point[0] - other[1][0], point[1] - other[1][1]) || 1;
      zoomAt((now[0] + other[1][0]) / 2, (now[1] + other[1][1]) / 2, apart(now) / apart(before));
    } else {
      view.x -= (now[0] - before[0]) / view.scale;
      view.y -= (now[1] - before[1]) / view.scale;
    }
    travelled += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
    fingers.set(event.pointerId, now);
    gesture();
  });
  const lifted = (event) => {
    const alone = fingers.size === 1;
    if (fingers.delete(event.pointerId) && event.type === "pointerup" && alone && travelled < 6)
      pick(...place(event));
  };
  canvas.addEventListener("pointerup", lifted);
  canvas.addEventListener("pointercancel", lifted);
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoomAt(...place(event), Math.exp(-event.deltaY * 0.0016));
    },
    { passive: false },
  );

  function pick(sx, sy) {
    const [x, y] = toMap(sx, sy);
    const reach = Math.max(DOT + 3, 8 / view.scale);
    const disc = discs.findIndex(([cx, cy, r]) => Math.hypot(x - cx, y - cy) <= r);
    if (disc < 0) return app.picked(null);
    if (view.scale < LINES_FROM) return enter(disc);
    const near = members[disc]
      .filter((node) => app.shown.nodes[node])
      .map((node) => [Math.hypot(x - xs[node], y - ys[node]), node])
      .sort((a, b) => a[0] - b[0])[0];
    return near && near[0] <= reach
      ? app.picked({ kind: "node", index: near[1] })
      : app.picked(null);
  }

  /** Zoom to a community and turn to its best connected node. */
  function enter(disc) {
    const [x, y, r, hub] = discs[disc];
    touched = true;
    Object.assign(view, {
      x,
      y,
      scale: Math.min(1, Math.min(size.width, size.height) / (2.2 * r)),
    });
    redraw();
    app.picked({ kind: "node", index: hub });
  }

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own
    const step = 60 / view.scale;
    const moves = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    if (moves[event.key]) {
      view.x += moves[event.key][0];
      view.y += moves[event.key][1];
      gesture();
    } else if (event.key === "+" || event.key === "=") zoomAt(size.width / 2, size.height / 2, 1.3);
    else if (event.key === "-") zoomAt(size.width / 2, size.height / 2, 1 / 1.3);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  new ResizeObserver(redraw).observe(canvas);

  return {
    redraw,
    fit,
    enter,
    discs: () => discs.map(([, , , hub], disc) => ({ disc, hub, count: members[disc].length })),
    zoom: (factor) => zoomAt(size.width / 2, size.height / 2, factor),
    /** Bring a node into view. */
    reveal(node) {
      const [x, y] = toScreen(xs[node], ys[node]);
      if (x > 20 && y > 20 && x < size.width - 20 && y < size.height - 20) return redraw();
      touched = true;
      view.x = xs[node];
      view.y = ys[node];
      return redraw();
    },
  };
}

/** How many links join each two communities: [one, two, count]. */
function tied(graph, of) {
  const counts = new Map();
  graph.cause.forEach((cause, link) => {
    const [one, two] = [of[cause], of[graph.effect[link]]].sort((a, b) => a - b);
    if (one !== two) counts.set(one * 65536 + two, (counts.get(one * 65536 + two) || 0) + 1);
  });
  return [...counts].map(([key, count]) => [Math.floor(key / 65536), key % 65536, count]);
}
