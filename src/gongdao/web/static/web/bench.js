// Both sides beside each other, by keyboard: j k move, Enter opens, a p x decide, ? helps.
(function () {
  "use strict";

  const bench = document.querySelector("[data-bench]");
  const help = document.getElementById("bench-help");
  if (!bench) {
    return;
  }
  document.querySelectorAll(".needs-script").forEach(function (part) { part.hidden = false; });
  const RESULTS = { a: "admitted", p: "in_part", x: "excluded" };

  function cards() {
    return Array.from(bench.querySelectorAll("[data-exhibit]"));
  }

  function current() {
    const inside = document.activeElement && document.activeElement.closest("[data-exhibit]");
    return inside || null;
  }

  function go(card) {
    if (card) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    }
  }

  function step(by) {
    const all = cards();
    const at = all.indexOf(current());
    go(at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[Math.max(0, Math.min(all.length - 1, at + by))]);
  }

  // To the nearest exhibit of the other side: by cell, else the first one that lies on that side of the page.
  function across(to) {
    const here = current();
    if (!here) {
      step(1);
      return;
    }
    const from = here.getBoundingClientRect();
    const others = cards().filter(function (card) {
      const box = card.getBoundingClientRect();
      return to > 0 ? box.left >= from.right : box.right <= from.left;
    });
    others.sort(function (one, other) {
      return Math.abs(one.getBoundingClientRect().top - from.top) - Math.abs(other.getBoundingClientRect().top - from.top);
    });
    go(others[0]);
  }

  function decide(card, result) {
    const form = card && card.querySelector("details.decide");
    if (!form) {
      return;
    }
    form.open = true;
    form.querySelector("input[value='" + result + "']").checked = true;
    form.querySelector(result === "in_part" ? "[name=extent]" : "[name=reason]").focus();
    form.scrollIntoView({ block: "nearest" });
  }

  function showHelp() {
    if (help instanceof HTMLDialogElement && !help.open) {
      help.showModal();
    }
  }

  document.addEventListener("click", function (event) {
    if (event.target instanceof Element && event.target.closest("[data-help]")) {
      showHelp();
    }
  });

  document.addEventListener("keydown", function (event) {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (event.key === "Escape" && typing) {
      const card = current();
      const form = card && card.querySelector("details.decide");
      if (form) {
        form.open = false;
        go(card);
      }
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) {
      return;
    }
    const card = current();
    const own = event.target === card;
    if (event.key === "j" || (event.key === "ArrowDown" && own)) {
      step(1);
    } else if (event.key === "k" || (event.key === "ArrowUp" && own)) {
      step(-1);
    } else if (event.key === "ArrowRight" && own) {
      across(1);
    } else if (event.key === "ArrowLeft" && own) {
      across(-1);
    } else if (event.key === "Enter" && own && card.dataset.open) {
      window.location.assign(card.dataset.open);
    } else if (RESULTS[event.key] && card) {
      decide(card, RESULTS[event.key]);
    } else if (event.key === "?") {
      showHelp();
    } else {
      return;
    }
    event.preventDefault();
  });

  if (window.location.hash) {
    go(document.getElementById(window.location.hash.slice(1)));
  }
})();
