// The case page: the form of an act opens in a dialog; without script it is a page of its own.
(function () {
  "use strict";

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
      const first = body.querySelector("[aria-invalid=true], textarea, select, input:not([type=hidden])");
      if (first instanceof HTMLElement) {
        first.focus();
      }
    }
  });

  dialog.addEventListener("close", function () {
    body.replaceChildren();
  });
})();
