// The desk: choosing lines by mouse and keyboard, the question before a bulk act, keys for the whole page.
(function () {
  "use strict";

  let lastBox = null;

  function lines() {
    return Array.from(document.querySelectorAll("[data-line]"));
  }

  function boxes() {
    return Array.from(document.querySelectorAll("[data-line] input[type=checkbox]"));
  }

  function currentLine() {
    return document.activeElement instanceof Element ? document.activeElement.closest("[data-line]") : null;
  }

  // How many are chosen; the bar shows it, and the box above all others follows.
  function count() {
    const all = boxes();
    const chosen = all.filter(function (box) { return box.checked; });
    const bar = document.querySelector("[data-bulk]");
    if (bar) {
      const words = bar.querySelector("[data-count]");
      bar.dataset.bulk = chosen.length ? "some" : "none";
      words.dataset.plain = words.dataset.plain || words.textContent;
      words.textContent = chosen.length ? words.dataset.count.replace("#", String(chosen.length)) : words.dataset.plain;
    }
    const every = document.querySelector("[data-select-all]");
    if (every) {
      every.checked = all.length > 0 && chosen.length === all.length;
      every.indeterminate = chosen.length > 0 && chosen.length < all.length;
    }
    all.forEach(function (box) { box.closest("[data-line]").classList.toggle("is-chosen", box.checked); });
  }

  function chooseRange(from, to, checked) {
    const all = boxes();
    const ends = [all.indexOf(from), all.indexOf(to)].sort(function (a, b) { return a - b; });
    if (ends[0] >= 0) {
      all.slice(ends[0], ends[1] + 1).forEach(function (box) { box.checked = checked; });
    }
  }

  function move(step) {
    const all = lines();
    if (!all.length) {
      return;
    }
    const at = all.indexOf(currentLine());
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    const link = all[next].querySelector("a.desk-subject");
    if (link) {
      link.focus();
      all[next].scrollIntoView({ block: "nearest" });
    }
  }

  function toggleCurrent(range) {
    const line = currentLine();
    const box = line ? line.querySelector("input[type=checkbox]") : null;
    if (!box) {
      return;
    }
    box.checked = !box.checked;
    if (range && lastBox) {
      chooseRange(lastBox, box, box.checked);
    }
    lastBox = box;
    count();
  }

  function openDialog(id) {
    const dialog = document.getElementById(id);
    if (dialog instanceof HTMLDialogElement && !dialog.open) {
      dialog.showModal();
    }
  }

  const keys = {
    j: function () { move(1); },
    k: function () { move(-1); },
    x: function () { toggleCurrent(false); },
    X: function () { toggleCurrent(true); },
    "/": function () { document.getElementById("q").focus(); document.getElementById("q").select(); },
    "?": function () { openDialog("keys"); },
    n: function () {
      const link = document.querySelector("[data-key-new]");
      if (link) {
        link.click();
      }
    },
  };

  document.addEventListener("keydown", function (event) {
    const typing = event.target instanceof Element &&
      event.target.closest("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])");
    if (typing) {
      if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) {
      return;
    }
    if (document.getElementById("q") && Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  document.addEventListener("click", function (event) {
    const box = event.target instanceof Element ? event.target.closest("[data-line] input[type=checkbox]") : null;
    if (box) {
      if (event.shiftKey && lastBox) {
        chooseRange(lastBox, box, box.checked);
      }
      lastBox = box;
      count();
    }
  });

  document.addEventListener("change", function (event) {
    if (event.target instanceof Element && event.target.matches("[data-select-all]")) {
      boxes().forEach(function (box) { box.checked = event.target.checked; });
      count();
    }
  });

  // The question before a bulk act comes as a part of a page; it is shown over the list.
  document.addEventListener("htmx:afterSwap", function (event) {
    const target = event.detail.target;
    if (target && target.id === "bulk-body") {
      openDialog("bulk-dialog");
      const first = target.querySelector("select, textarea, input:not([type=hidden])");
      if (first) {
        first.focus();
      }
    }
    count();
  });

  // On a phone the tabs do not all fit: the open one is brought into sight.
  function showTab() {
    const tab = document.querySelector(".desk-tabs .active");
    const strip = tab && tab.closest(".desk-tabs");
    if (strip) {
      // Not scrollIntoView: from there the next Tab would go on, past the link that skips the bar.
      const beyond = tab.getBoundingClientRect().right - strip.getBoundingClientRect().right;
      strip.scrollLeft += Math.max(0, beyond);
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    count();
    showTab();
  });
  window.addEventListener("pageshow", count);
})();
