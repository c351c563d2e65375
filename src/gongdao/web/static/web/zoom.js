// One exhibit large: + and - zoom, arrows move, 0 resets, Esc goes back; two fingers or the wheel on the picture.
(function () {
  "use strict";

  const frame = document.querySelector("[data-zoomed]");
  const back = document.querySelector("[data-close]");
  const MOST = 8;
  const STEP = 1.25;
  const MOVE = 60;

  function follow(link) {
    if (link instanceof HTMLAnchorElement) {
      window.location.assign(link.href);
    }
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Escape") {
      follow(back);
    } else if (event.key === "j" || event.key === "PageDown") {
      follow(document.querySelector("[data-after]"));
    } else if (event.key === "k" || event.key === "PageUp") {
      follow(document.querySelector("[data-before]"));
    }
  });
  if (!frame) {
    return;
  }
  const stage = frame.querySelector(".zoom-stage");
  const picture = stage.querySelector("img");
  document.querySelectorAll(".needs-script").forEach(function (part) { part.hidden = false; });
  frame.classList.add("has-script");

  let fit = 1;
  let scale = 1;
  let x = 0;
  let y = 0;

  function draw() {
    const width = picture.naturalWidth * scale;
    const height = picture.naturalHeight * scale;
    x = width <= frame.clientWidth ? (frame.clientWidth - width) / 2 : Math.min(0, Math.max(frame.clientWidth - width, x));
    y = height <= frame.clientHeight ? (frame.clientHeight - height) / 2 : Math.min(0, Math.max(frame.clientHeight - height, y));
    stage.style.transform = "translate(" + x + "px, " + y + "px) scale(" + scale + ")";
    // As large as it was, a finger scrolls the page; larger, it moves the picture.
    frame.classList.toggle("is-larger", scale > fit * 1.01);
    frame.dataset.scale = (scale / fit).toFixed(2);
  }

  function reset() {
    if (!picture.naturalWidth) {
      return;
    }
    fit = Math.min(frame.clientWidth / picture.naturalWidth, frame.clientHeight / picture.naturalHeight);
    scale = fit;
    x = 0;
    y = 0;
    draw();
  }

  // Zoom so that what lies under (px, py) of the frame stays there.
  function zoom(factor, px, py) {
    const next = Math.min(fit * MOST, Math.max(fit, scale * factor));
    x = px - (px - x) * next / scale;
    y = py - (py - y) * next / scale;
    scale = next;
    draw();
  }

  function centred(factor) {
    zoom(factor, frame.clientWidth / 2, frame.clientHeight / 2);
  }

  function move(dx, dy) {
    x += dx;
    y += dy;
    draw();
  }

  const KEYS = {
    "+": function () { centred(STEP); }, "=": function () { centred(STEP); },
    "-": function () { centred(1 / STEP); }, "_": function () { centred(1 / STEP); },
    "0": reset,
    "ArrowLeft": function () { move(MOVE, 0); }, "ArrowRight": function () { move(-MOVE, 0); },
    "ArrowUp": function () { move(0, MOVE); }, "ArrowDown": function () { move(0, -MOVE); },
  };
  document.addEventListener("keydown", function (event) {
    if (KEYS[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      KEYS[event.key]();
      event.preventDefault();
    }
  });
  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element && event.target.closest("[data-zoom]");
    if (button) {
      ({ in: KEYS["+"], out: KEYS["-"], reset: reset })[button.dataset.zoom]();
    }
  });
  frame.addEventListener("wheel", function (event) {
    const box = frame.getBoundingClientRect();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, event.clientX - box.left, event.clientY - box.top);
    event.preventDefault();
  }, { passive: false });

  // One finger or the mouse moves, two fingers zoom.
  const held = new Map();
  function spread() {
    const [one, other] = Array.from(held.values());
    return { length: Math.hypot(one.x - other.x, one.y - other.y), x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
  }
  frame.addEventListener("pointerdown", function (event) {
    frame.setPointerCapture(event.pointerId);
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  frame.addEventListener("pointermove", function (event) {
    const last = held.get(event.pointerId);
    if (!last) {
      return;
    }
    const before = held.size === 2 ? spread() : null;
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (before) {
      const after = spread();
      const box = frame.getBoundingClientRect();
      zoom(before.length ? after.length / before.length : 1, after.x - box.left, after.y - box.top);
      move(after.x - before.x, after.y - before.y);
    } else {
      move(event.clientX - last.x, event.clientY - last.y);
    }
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    frame.addEventListener(name, function (event) { held.delete(event.pointerId); });
  });

  // A fact in the list shows where it stands.
  document.querySelectorAll("[data-of]").forEach(function (line) {
    const region = frame.querySelector("[data-region='" + line.dataset.of + "']");
    if (region) {
      line.addEventListener("mouseenter", function () { region.classList.add("is-near"); });
      line.addEventListener("mouseleave", function () { region.classList.remove("is-near"); });
    }
  });

  window.addEventListener("resize", reset);
  if (picture.complete) {
    reset();
  }
  picture.addEventListener("load", reset);
})();
