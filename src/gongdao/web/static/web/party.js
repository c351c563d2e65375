// Comfort on the pages of parties; everything works without it. No inline handlers anywhere.
(function () {
  "use strict";

  document.documentElement.classList.add("with-script");
  document.querySelectorAll(".needs-script").forEach(function (part) { part.hidden = false; });

  // An appeal without key evidence is turned back: say so while it is still being written.
  function judgeEvidence(hints) {
    const form = hints.closest("form");
    const kinds = new Set(hints.dataset.keyEvidence.split(" "));
    const own = new Set(hints.dataset.own.split(" "));
    let found = Array.from(form.querySelectorAll("input[name=exhibits]:checked")).filter(function (input) {
      return own.has(input.value);
    }).length;
    form.querySelectorAll(".upload-kept").forEach(function (item) {
      const leftOut = item.querySelector("input[name=leave_out]");
      found += kinds.has(item.dataset.kind) && !leftOut.checked ? 1 : 0;
    });
    form.querySelectorAll(".upload-row").forEach(function (row) {
      const file = row.querySelector("input[type=file]");
      const kind = row.querySelector("select");
      const there = file.files.length > 0 || row.querySelector(".upload-parts input");
      found += there && kinds.has(kind.value) ? 1 : 0;
    });
    const enough = found >= Number(hints.dataset.atLeast);
    hints.querySelector(".hint-enough").hidden = !enough;
    hints.querySelector(".hint-missing").hidden = enough;
  }

  // The names of chosen files, and room for more as soon as a row is in use.
  function tell(input) {
    const names = input.parentElement.querySelector(".file-names");
    if (names && input.files.length > 0) {
      names.textContent = input.files.length === 1 ? input.files[0].name : input.files.length + " " + names.dataset.several;
    } else if (names) {
      names.textContent = names.dataset.none;
    }
    const row = input.closest(".upload-row");
    const next = row && row.nextElementSibling;
    if (next && next.classList.contains("upload-more") && input.files.length > 0) {
      next.classList.remove("upload-more");
    }
  }

  function judgeAll() {
    document.querySelectorAll("[data-key-evidence]").forEach(judgeEvidence);
  }

  document.addEventListener("change", function (event) {
    if (event.target instanceof HTMLInputElement && event.target.type === "file") {
      tell(event.target);
    }
    judgeAll();
  });

  // An amount means its demand.
  document.addEventListener("input", function (event) {
    const demand = event.target instanceof Element ? event.target.closest(".demand") : null;
    if (demand && event.target.type !== "checkbox" && event.target.value) {
      demand.querySelector("input[type=checkbox]").checked = true;
    }
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    const progress = form.querySelector(".upload-progress");
    const files = Array.from(form.querySelectorAll("input[type=file]"));
    if (progress && files.some(function (input) { return input.files.length > 0; })) {
      progress.hidden = false;
      progress.querySelector("progress").removeAttribute("value");
    }
  });

  // Without TLS a browser offers no clipboard to scripts, but still copies what is selected.
  function copyByHand(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  document.addEventListener("click", function (event) {
    const target = event.target instanceof Element ? event.target : null;
    if (target && target.closest("[data-print]")) {
      window.print();
    }
    const copier = target && target.closest("[data-copied]");
    if (copier && (navigator.clipboard || copyByHand(copier.dataset.copy))) {
      copier.querySelector("span").textContent = copier.dataset.copied;
    }
  });

  judgeAll();

  // A demand that is nothing but a vague phrase gives way to the concrete one.
  function withoutVague(text) {
    const rest = Array.from(document.querySelectorAll("[data-vague]")).reduce(function (left, item) {
      return left.replace(item.dataset.vague, "");
    }, text);
    return /[^\s，。、；！!,.;]/.test(rest) ? text : "";
  }

  // The appellant's assistant: a demand is chosen, or the letter looked at as far as it is written.
  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element ? event.target.closest("[data-fill-demand], [data-letter], [data-replace-field], [data-phrase]") : null;
    const form = document.getElementById("act-form");
    if (!button || !(form instanceof HTMLFormElement)) {
      return;
    }
    if (button.dataset.fillDemand) {
      const demand = form.elements.namedItem("demand");
      const kept = withoutVague(demand.value);
      demand.value = (kept ? kept + "\n" : "") + button.dataset.fillDemand;
      demand.dispatchEvent(new Event("change", { bubbles: true }));
      demand.focus();
      return;
    }
    if (button.dataset.phrase) {
      ["problem", "demand"].forEach(function (name) {
        const text = form.elements.namedItem(name);
        text.value = text.value.replace(button.dataset.phrase, function () { return button.dataset.instead; });
        text.dispatchEvent(new Event("change", { bubbles: true }));
      });
      return;
    }
    if (button.dataset.replaceField) {
      const field = form.elements.namedItem(button.dataset.replaceField);
      field.value = button.dataset.text;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
      return;
    }
    const action = form.action;
    form.action = button.dataset.letter;
    form.target = "_blank";
    form.submit();
    form.action = action;
    form.removeAttribute("target");
  });

  // The chain of evidence: rows move by buttons, and their places follow; the number fields are for those without script.
  function numbered(list) {
    list.querySelectorAll("[data-chain-row]").forEach(function (row, index) {
      row.querySelector("[data-chain-place] input").value = index + 1;
    });
  }

  document.querySelectorAll("[data-chain]").forEach(function (list) {
    list.querySelectorAll("[data-chain-place]").forEach(function (place) { place.hidden = true; });
    numbered(list);
    list.addEventListener("click", function (event) {
      const button = event.target instanceof Element && event.target.closest("[data-up], [data-down]");
      if (!button) {
        return;
      }
      const row = button.closest("[data-chain-row]");
      if (button.hasAttribute("data-up") && row.previousElementSibling) {
        row.previousElementSibling.before(row);
      } else if (button.hasAttribute("data-down") && row.nextElementSibling) {
        row.nextElementSibling.after(row);
      }
      numbered(list);
      button.focus();
    });
  });
})();
