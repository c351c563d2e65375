// The case page: the form of an act opens in a dialog; without script it is a page of its own.
(function () {
  "use strict";

  // A template fills the text; the tone of what then stands there is looked at as if it had been typed.
  document.addEventListener("change", function (event) {
    const select = event.target instanceof Element ? event.target.closest("[data-fill]") : null;
    const target = select && document.getElementById(select.dataset.fill);
    if (target && select.value) {
      target.value = select.value;
      target.dispatchEvent(new Event("change", { bubbles: true }));
      target.focus();
    }
  });

  function show(root) {
    root.querySelectorAll(".needs-script").forEach(function (part) { part.hidden = false; });
  }

  show(document);

  const dialog = document.getElementById("act-dialog");
  const body = document.getElementById("act-body");
  if (!(dialog instanceof HTMLDialogElement) || !body) {
    return;
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target === body && !dialog.open) {
      dialog.showModal();
    }
    if (event.detail.target === body) {
      show(body);
      const first = body.querySelector("[aria-invalid=true]") ||
        body.querySelector("select[name], textarea[name], input[name]:not([type=hidden])");
      if (first instanceof HTMLElement) {
        first.focus();
      }
    }
  });

  dialog.addEventListener("close", function () {
    body.replaceChildren();
  });
})();
