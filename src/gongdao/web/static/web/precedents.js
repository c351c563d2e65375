// The desk of who approves precedents: dragging over the original adds a place to be covered.
(function () {
  "use strict";

  const SCALE = 10000;
  const LEAST = 60; // of SCALE: less is a click
  const SVG = "http://www.w3.org/2000/svg";

  document.querySelectorAll("[data-covers]").forEach(function (figure) {
    const covers = document.getElementById(figure.dataset.covers);
    const drawing = figure.querySelector("svg");
    if (!covers || !drawing) {
      return;
    }
    let start = null;
    let drawn = null;

    function place(event) {
      const frame = figure.getBoundingClientRect();
      return [[event.clientX - frame.left, frame.width], [event.clientY - frame.top, frame.height]].map(function (pair) {
        return Math.round(Math.min(Math.max(pair[0] / pair[1], 0), 1) * SCALE);
      });
    }

    function box(end) {
      return [Math.min(start[0], end[0]), Math.min(start[1], end[1]), Math.max(start[0], end[0]), Math.max(start[1], end[1])];
    }

    function draw(rect, edges) {
      rect.setAttribute("x", edges[0]);
      rect.setAttribute("y", edges[1]);
      rect.setAttribute("width", edges[2] - edges[0]);
      rect.setAttribute("height", edges[3] - edges[1]);
    }

    function keep(edges) {
      const label = document.createElement("label");
      label.className = "form-check form-check-inline";
      const tick = document.createElement("input");
      tick.className = "form-check-input";
      tick.type = "checkbox";
      tick.name = "box";
      tick.value = edges.join(",");
      tick.checked = true;
      const words = document.createElement("span");
      words.className = "form-check-label";
      words.textContent = covers.dataset.label + " " + (covers.querySelectorAll("input").length + 1);
      label.append(tick, words);
      covers.append(label);
    }

    figure.addEventListener("pointerdown", function (event) {
      if (event.button !== 0) {
        return;
      }
      start = place(event);
      drawn = document.createElementNS(SVG, "rect");
      drawn.setAttribute("class", "mark-red");
      drawing.append(drawn);
      figure.setPointerCapture(event.pointerId);
      event.preventDefault();
    });

    figure.addEventListener("pointermove", function (event) {
      if (start) {
        draw(drawn, box(place(event)));
      }
    });

    figure.addEventListener("pointerup", function (event) {
      if (!start) {
        return;
      }
      const edges = box(place(event));
      if (edges[2] - edges[0] < LEAST || edges[3] - edges[1] < LEAST) {
        drawn.remove();
      } else {
        keep(edges);
      }
      start = null;
    });

    figure.addEventListener("pointercancel", function () {
      if (start) {
        drawn.remove();
      }
      start = null;
    });
  });
})();
