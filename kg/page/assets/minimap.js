/* The whole scene in small, with a frame around what the stage shows; a click or drag moves there. */

import { byId } from "./dom.js";

export function createMinimap(app, stage) {
  const map = byId("map");
  const ctx = map.getContext("2d");
  const size = { width: 200, height: 90 };

  const fitted = () => {
    const { left, right, top, bottom } = stage.scene.bounds;
    const scale = Math.min(
      (size.width - 12) / (right - left || 1),
      (size.height - 12) / (bottom - top || 1),
    );
    return {
      scale,
      x: (size.width - (right - left) * scale) / 2 - left * scale,
      y: (size.height - (bottom - top) * scale) / 2 - top * scale,
    };
  };

  function redraw() {
    if (!map.offsetParent) return;
    const ratio = devicePixelRatio || 1;
    map.width = size.width * ratio;
    map.height = size.height * ratio;
    ctx.scale(ratio, ratio);
    const { scale, x, y } = fitted();
    for (const { index, x: cx, y: cy, w, h, family } of stage.scene.nodes) {
      if (!app.shown.nodes[index]) continue;
      const look = app.nodeLook(index);
      ctx.globalAlpha = look.dim ? 0.25 : 1;
      ctx.fillStyle = look.chosen ? app.palette.text : app.palette[family].stroke;
      ctx.fillRect(
        x + (cx - w / 2) * scale,
        y + (cy - h / 2) * scale,
        Math.max(2, w * scale),
        Math.max(1.5, h * scale),
      );
    }
    ctx.globalAlpha = 1;
    const view = stage.visible();
    ctx.strokeStyle = app.palette.accent;
    ctx.lineWidth = 2;
    const [left, top] = [Math.max(1, x + view.left * scale), Math.max(1, y + view.top * scale)];
    ctx.strokeRect(
      left,
      top,
      Math.min(size.width - 1, x + view.right * scale) - left,
      Math.min(size.height - 1, y + view.bottom * scale) - top,
    );
  }

  function go(event) {
    const box = map.getBoundingClientRect();
    const { scale, x, y } = fitted();
    stage.move(
      (event.clientX - box.left - x) / scale,
      (event.clientY - box.top - y) / scale,
      stage.scale,
      false,
    );
  }
  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    go(event);
  });
  map.addEventListener("pointermove", (event) => {
    if (event.buttons) go(event);
  });

  return { redraw };
}
