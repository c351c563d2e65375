// Comfort on the pages of parties; everything works without it. No inline handlers anywhere.
(function () {
  "use strict";

  document.documentElement.classList.add("with-script");

  function show(progress, percent) {
    progress.hidden = false;
    const bar = progress.querySelector("progress");
    if (percent === null) {
      bar.removeAttribute("value");
    } else {
      bar.value = percent;
    }
    const text = progress.querySelector("[data-percent]");
    if (text && percent !== null) {
      text.textContent = percent + "%";
    }
  }

  // Photos go up as soon as they are chosen; the page comes back with them, or with the reason why not.
  function upload(input) {
    const form = input.form;
    const progress = form.querySelector(".upload-progress");
    const data = new FormData(form);
    const request = new XMLHttpRequest();
    data.append("go", "add");
    form.querySelectorAll("button").forEach(function (button) { button.disabled = true; });
    show(progress, 0);
    request.open("POST", window.location.href);
    request.responseType = "document";
    request.upload.addEventListener("progress", function (event) {
      show(progress, event.lengthComputable ? Math.round((event.loaded / event.total) * 100) : null);
    });
    request.addEventListener("load", function () {
      const answer = request.response && request.response.getElementById(form.id);
      if (answer) {
        form.replaceWith(document.adoptNode(answer));
      } else {
        form.submit();
      }
    });
    request.addEventListener("error", function () {
      form.querySelectorAll("button").forEach(function (button) { button.disabled = false; });
      progress.hidden = true;
      const template = document.getElementById("toast-failed");
      document.getElementById("toasts").append(template.content.cloneNode(true));
      input.value = "";
    });
    request.send(data);
  }

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
      found += file.files.length > 0 && kinds.has(kind.value) ? 1 : 0;
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
      if ("autoUpload" in event.target.dataset && event.target.files.length > 0) {
        upload(event.target);
      }
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
      show(progress, null);
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
})();
