/* The whole scene as a file: SVG with text that stays text, PNG, or paper. */

import { byId, draw, make } from "./dom.js";
import { bounds } from "./scene.js";
import { DASHES, FONT, linkItems, nodeItems, paint, svgItems } from "./shapes.js";

const MARGIN = 24;
const HEAD = 64; // the title and the key
const SIDE = 16000; // px; canvases larger than this come out empty

/** Everything that is drawn of the scene: items, and the box around them. */
function picture(app, stage) {
  const nodes = stage.scene.nodes.filter((box) => app.shown.nodes[box.index]);
  const links = stage.scene.links.filter((item) => app.shown.links[item.link]);
  const looks = links.map((item) => app.linkLook(item.link));
  const items = [
    ...links.filter((_, i) => looks[i].dim),
    ...links.filter((_, i) => !looks[i].dim),
  ].flatMap((item) => linkItems(item, app.linkLook(item.link), app.palette));
  items.push(...nodes.flatMap((box) => nodeItems(box, app.nodeLook(box.index), app.palette, true)));
  const box = bounds(nodes);
  for (const item of links) {
    box.top = Math.min(box.top, item.bounds.top);
    box.bottom = Math.max(box.bottom, item.bounds.bottom);
  }
  const width = Math.max(620, Math.ceil(box.right - box.left) + 2 * MARGIN);
  const height = Math.ceil(box.bottom - box.top) + 2 * MARGIN + HEAD;
  return {
    items,
    head: header(app, width),
    width,
    height,
    x: MARGIN - box.left,
    y: MARGIN + HEAD - box.top,
  };
}

/** Title and key, as items from (0, 0). */
function header(app, width) {
  const { words, raw } = app.story;
  const { palette } = app;
  const left = (text, x, y, size, weight) => ({
    text,
    x,
    y,
    size,
    weight,
    fill: palette.text,
    left: true,
  });
  const items = [left(raw.title.slice(0, 120), MARGIN, 26, 18, 700)];
  let x = MARGIN;
  const entry = (prevents, style, text) => {
    const link = {
      d: `M${x} 52H${x + (prevents ? 30 : 26)}`,
      tip: { x: x + 30, y: 52, angle: 0 },
      prevents,
      style,
      belief: 0.4,
      sign: null,
      badges: [],
    };
    const shown =
      style === "-"
        ? linkItems(link, {}, palette)
        : [{ d: link.d, stroke: palette.text, width: 1.6, dash: DASHES[style] }];
    items.push(...shown, left(text, x + 38, 52, 12, 400));
    x += 38 + 13 * [...text].length * 0.8 + 26;
  };
  entry(false, "-", `＋ ${words.promote}`);
  entry(true, "-", `− ${words.prevent}`);
  entry(false, "~", words.hedged_line);
  entry(false, ".", words.dotted_line);
  entry(false, "x", words.denied_line);
  const rest = [words.thickness, ...(app.story.loops.length ? [words.loop_badges] : [])];
  for (const text of rest) {
    const room = 13 * [...text].length * 0.8 + 26;
    if (x + room > width) break;
    items.push(left(text, x, 52, 12, 400));
    x += room;
  }
  return items;
}

function toSvg(app, stage) {
  const { items, head, width, height, x, y } = picture(app, stage);
  return draw(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "font-family": FONT,
      role: "img",
    },
    draw("title", {}, app.story.raw.title),
    draw("rect", { width, height, fill: app.palette.bg }),
    svgItems(head),
    draw("g", { transform: `translate(${x} ${y})` }, svgItems(items)),
  );
}

const svgText = (app, stage) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(toSvg(app, stage))}\n`;

function toCanvas(app, stage) {
  const { items, head, width, height, x, y } = picture(app, stage);
  const scale = Math.min(2, SIDE / width, SIDE / height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ctx = canvas.getContext("2d");
  ctx.scale(scale, scale);
  ctx.fillStyle = app.palette.bg;
  ctx.fillRect(0, 0, width, height);
  paint(ctx, head);
  ctx.translate(x, y);
  paint(ctx, items);
  return canvas;
}

function download(blob, name) {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Buttons of the menu, and what printing needs. */
export function createSaving(app, stage) {
  const name =
    app.story.raw.title
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .slice(0, 60)
      .replace(/^-|-$/g, "") || "graph";
  byId("save-svg").addEventListener("click", () => {
    download(new Blob([svgText(app, stage)], { type: "image/svg+xml" }), `${name}.svg`);
  });
  byId("save-png").addEventListener("click", () => {
    toCanvas(app, stage).toBlob((blob) => download(blob, `${name}.png`), "image/png");
  });
  byId("print").addEventListener("click", () => window.print());
  byId("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      app.announce(app.story.words.copied);
    } catch {
      app.announce(location.href); // the browser forbids it: it can be copied from here
    }
  });

  // Paper gets the whole scene, in the light theme, however the page looks at the moment.
  let theme = "";
  addEventListener("beforeprint", () => {
    theme = document.documentElement.dataset.theme;
    app.setTheme("light");
    byId("paper").replaceChildren(toSvg(app, stage));
  });
  addEventListener("afterprint", () => {
    byId("paper").replaceChildren();
    app.setTheme(theme);
  });

  /** For `kg page --svg` and `--png`: the picture alone, as text or to be photographed. */
  return function become(form) {
    const svg = toSvg(app, stage);
    if (form === "svg")
      document.body.replaceChildren(make("pre", { id: "exported" }, svgText(app, stage)));
    else {
      document.documentElement.classList.add("photograph");
      document.body.replaceChildren(svg);
    }
  };
}
