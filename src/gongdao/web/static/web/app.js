// Small behaviour of every page: toasts, dialogs, chosen files, no double submits. No inline handlers anywhere.
(function () {
  "use strict";

  const TOAST_MILLISECONDS = 8000;

  function closest(event, selector) {
    return event.target instanceof Element ? event.target.closest(selector) : null;
  }

  // Good news leaves by itself; a refusal stays until it has been read.
  function watchToast(toast) {
    if (toast.dataset.toast === "success" || toast.dataset.toast === "info") {
      window.setTimeout(function () { toast.remove(); }, TOAST_MILLISECONDS);
    }
  }

  function showFailure() {
    const template = document.getElementById("toast-failed");
    const toasts = document.getElementById("toasts");
    if (template instanceof HTMLTemplateElement && toasts) {
      toasts.append(template.content.cloneNode(true));
    }
  }

  document.addEventListener("click", function (event) {
    const close = closest(event, "[data-toast-close]");
    if (close) {
      close.closest(".toast").remove();
      return;
    }
    const opener = closest(event, "[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog instanceof HTMLDialogElement) {
        dialog.showModal();
      }
      return;
    }
    const closer = closest(event, "[data-dialog-close]");
    if (closer) {
      closer.closest("dialog").close();
      return;
    }
    // A click beside an open dialog closes it.
    if (event.target instanceof HTMLDialogElement && event.target.open) {
      event.target.close();
      return;
    }
    const copier = closest(event, "[data-copy]");
    if (copier && navigator.clipboard) {
      navigator.clipboard.writeText(copier.dataset.copy);
      copier.classList.add("copied");
    }
  });

  // Also those that stand outside the form they belong to.
  function buttonsOf(form) {
    return Array.from(form.elements).filter(function (item) { return item.type === "submit"; });
  }

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.hasAttribute("hx-post")) {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    buttonsOf(form).forEach(function (button) {
      button.classList.add("btn-loading");
    });
  });

  // Coming back by the browser's button must not leave the form locked.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      buttonsOf(form).forEach(function (button) {
        button.classList.remove("btn-loading");
      });
    });
  });

  // A select or checkbox marked so sends its form when it changes.
  document.addEventListener("change", function (event) {
    const control = closest(event, "[data-submit-on-change]");
    if (control && control.form) {
      control.form.requestSubmit();
    }
  });

  document.addEventListener("htmx:responseError", showFailure);
  document.addEventListener("htmx:sendError", showFailure);
  document.addEventListener("DOMContentLoaded", function () {
    const toasts = document.getElementById("toasts");
    if (!toasts) {
      return;
    }
    toasts.querySelectorAll(".toast").forEach(watchToast);
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        change.addedNodes.forEach(function (node) {
          if (node instanceof HTMLElement && node.classList.contains("toast")) {
            watchToast(node);
          }
        });
      });
    }).observe(toasts, { childList: true });
  });
})();
