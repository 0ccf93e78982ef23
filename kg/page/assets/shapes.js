/* How nodes and links look, as lists of simple items that a canvas and an SVG draw alike:
   {d, fill, stroke, width, dash, opacity} is a path, {text, x, y, size, weight, fill, halo} a text.
   Polarity, modality and belief never show by colour alone: arrow or bar, dashes, width. */

import { draw } from "./dom.js";

export const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';
export const FONT_SIZE = 14;
const LINE_HEIGHT = 18;

const FAMILIES = ["rule", "thing", "actor", "measure", "state"];
const PLAIN = ["bg", "text", "muted", "accent", "line", "promote", "prevent", "faint", "on-badge"];

/** The colours of the theme, from the style sheet. */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  const palette = Object.fromEntries(PLAIN.map((name) => [name, value(name)]));
  for (const family of FAMILIES) {
    palette[family] = { fill: value(`${family}-fill`), stroke: value(family) };
  }
  return palette;
}

/** The outline of a node around (x, y); each family has its own. */
function outline(family, x, y, w, h) {
  const [left, top, right, bottom] = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
  const path = (...points) => {
    const parts = [];
    for (let i = 0; i < points.length; i += 2) parts.push(`${points[i]} ${points[i + 1]}`);
    return `M${parts.join("L")}Z`;
  };
  if (family === "rule")
    return path(left, top, right - 9, top, right, top + 9, right, bottom, left, bottom);
  if (family === "thing") {
    return path(
      left + 8,
      top,
      right - 8,
      top,
      right,
      top + 8,
      right,
      bottom - 8,
      right - 8,
      bottom,
      left + 8,
      bottom,
      left,
      bottom - 8,
      left,
      top + 8,
    );
  }
  if (family === "measure") {
    return path(
      left + 10,
      top,
      right - 10,
      top,
      right,
      y,
      right - 10,
      bottom,
      left + 10,
      bottom,
      left,
      y,
    );
  }
  const r = family === "actor" ? Math.min(h / 2, 20) : 6;
  return (
    `M${left + r} ${top}H${right - r}A${r} ${r} 0 0 1 ${right} ${top + r}V${bottom - r}` +
    `A${r} ${r} 0 0 1 ${right - r} ${bottom}H${left + r}A${r} ${r} 0 0 1 ${left} ${bottom - r}` +
    `V${top + r}A${r} ${r} 0 0 1 ${left + r} ${top}Z`
  );
}

const circle = (x, y, r) =>
  `M${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}A${r} ${r} 0 1 1 ${x - r} ${y}Z`;

/** The items of a node. `box` has x, y, w, h, lines, family, badge; `look` has dim, chosen, hit,
    over, end, absent and lost. Without `text` a node is its shape only. */
export function nodeItems(box, look, palette, text) {
  const { x, y, w, h, family, badge, lines } = box;
  const colours = palette[family];
  const shape = outline(family, x, y, w, h);
  const opacity = look.dim && !look.hit ? 0.22 : 1;
  const items = [
    { d: shape, fill: palette.bg }, // what lies below must not shine through
    {
      d: shape,
      fill: look.absent ? palette.bg : colours.fill,
      stroke: look.chosen ? palette.text : colours.stroke,
      width: look.chosen ? 3 : look.over ? 2.2 : 1.3,
      dash: look.absent || look.lost ? [4, 3] : null,
      opacity,
    },
  ];
  if (look.hit || look.end) {
    items.push({
      d: outline(family, x, y, w + 9, h + 9),
      stroke: palette.accent,
      width: 2.5,
      dash: look.hit ? [5, 3] : null,
    });
  }
  if (!text) return items;
  const inset = family === "measure" ? 13 : family === "actor" ? 8 : 7;
  const centre = x - w / 2 + inset + 10;
  const from = centre + 10;
  const to = x + w / 2 - (family === "measure" ? 12 : 8);
  items.push(
    { d: circle(centre, y, 10), fill: colours.stroke, opacity },
    {
      text: look.absent || look.lost ? "✕" : badge,
      x: centre,
      y,
      size: 12,
      weight: 600,
      fill: palette["on-badge"],
      opacity,
    },
  );
  lines.forEach((line, row) => {
    items.push({
      text: line,
      x: (from + to) / 2,
      y: y + (row - (lines.length - 1) / 2) * LINE_HEIGHT,
      size: FONT_SIZE,
      weight: look.chosen ? 600 : 400,
      fill: palette.text,
      opacity,
      most: to - from - 2,
      strike: look.absent || look.lost,
    });
  });
  return items;
}

export const DASHES = { "-": null, "~": [7, 5], ".": [2, 4], x: [1, 5] };

const linkWidth = (link) => (".x".includes(link.style) ? 1.4 : 1 + 2.6 * link.belief);

/** The items of a link. `link` has d, tip {x, y, angle}, prevents, style, belief, sign {x, y} and
    badges [{x, y, text}]; `look` has dim, chosen, hit and faint. What is only denied is grey, with a cross. */
export function linkItems(link, look, palette) {
  const denied = link.style === "x";
  const colour = look.dim
    ? palette.faint
    : palette[denied ? "muted" : link.prevents ? "prevent" : "promote"];
  const width = linkWidth(link) * (look.faint ? 0.6 : 1) + (look.chosen ? 2 : 0);
  const opacity = look.faint ? 0.45 : 1;
  const items = [{ d: link.d, stroke: colour, width, dash: DASHES[link.style], opacity }];
  if (look.hit)
    items.unshift({ d: link.d, stroke: palette.accent, width: width + 6, opacity: 0.4 });
  if (denied) {
    const [cx, cy] = link.middle;
    items.push({ text: "✕", x: cx, y: cy, size: 14, weight: 700, fill: colour, halo: palette.bg });
  }
  const { x, y, angle } = link.tip;
  const [along, across] = [
    [Math.cos(angle), Math.sin(angle)],
    [-Math.sin(angle), Math.cos(angle)],
  ];
  const at = (back, side) =>
    [x - back * along[0] + side * across[0], y - back * along[1] + side * across[1]]
      .map((value) => Math.round(value * 10) / 10)
      .join(" ");
  if (link.prevents) {
    const reach = 6 + width / 2;
    items.push({ d: `M${at(1.5, -reach)}L${at(1.5, reach)}`, stroke: colour, width: 3.4 });
    if (link.sign && !look.faint) {
      items.push({
        text: "−",
        x: link.sign.x,
        y: link.sign.y,
        size: 22,
        weight: 700,
        fill: colour,
        halo: palette.bg,
      });
    }
  } else {
    const size = 9 + width;
    items.push({
      d: `M${at(0, 0)}L${at(size, -size * 0.45)}L${at(size, size * 0.45)}Z`,
      fill: colour,
    });
  }
  for (const badge of link.badges) {
    items.push(
      { d: circle(badge.x, badge.y, 10), fill: palette.bg, stroke: colour, width: 1.6 },
      {
        text: badge.text,
        x: badge.x,
        y: badge.y,
        size: 12,
        weight: 700,
        fill: look.dim ? palette.muted : palette.text,
      },
    );
  }
  return items;
}

const paths = new Map();

/** Paths drawn before are kept, as long as they are not too many. */
function pathOf(d) {
  let path = paths.get(d);
  if (!path) {
    if (paths.size > 20000) paths.clear();
    path = new Path2D(d);
    paths.set(d, path);
  }
  return path;
}

export function paint(ctx, items) {
  for (const item of items) {
    ctx.globalAlpha = item.opacity ?? 1;
    if (item.d) {
      const path = pathOf(item.d);
      if (item.fill) {
        ctx.fillStyle = item.fill;
        ctx.fill(path);
      }
      if (item.stroke) {
        ctx.strokeStyle = item.stroke;
        ctx.lineWidth = item.width;
        ctx.setLineDash(item.dash || []);
        ctx.stroke(path);
      }
    } else {
      ctx.font = `${item.weight} ${item.size}px ${FONT}`;
      ctx.textAlign = item.left ? "left" : "center";
      ctx.textBaseline = "middle";
      if (item.halo) {
        ctx.lineWidth = 4;
        ctx.strokeStyle = item.halo;
        ctx.setLineDash([]);
        ctx.strokeText(item.text, item.x, item.y);
      }
      ctx.fillStyle = item.fill;
      ctx.fillText(item.text, item.x, item.y + 0.5, item.most);
      if (item.strike) {
        const half = Math.min(item.most, ctx.measureText(item.text).width) / 2;
        ctx.fillRect(item.x - half, item.y, 2 * half, 1);
      }
    }
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

/** The same items as SVG elements. */
export function svgItems(items) {
  return items.map((item) =>
    item.d
      ? draw("path", {
          d: item.d,
          fill: item.fill || "none",
          stroke: item.stroke,
          "stroke-width": item.stroke ? item.width : null,
          "stroke-dasharray": item.dash ? item.dash.join(" ") : null,
          opacity: item.opacity === 1 ? null : item.opacity,
        })
      : draw(
          "text",
          {
            x: item.x,
            y: item.y,
            dy: "0.36em",
            "text-anchor": item.left ? "start" : "middle",
            "font-size": item.size,
            "font-weight": item.weight === 400 ? null : item.weight,
            fill: item.fill,
            stroke: item.halo,
            "stroke-width": item.halo ? 4 : null,
            "paint-order": item.halo ? "stroke" : null,
            "text-decoration": item.strike ? "line-through" : null,
            opacity: item.opacity === 1 ? null : item.opacity,
          },
          item.text,
        ),
  );
}
