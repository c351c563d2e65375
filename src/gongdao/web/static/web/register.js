// Registration: a suggestion beside the form is taken over.
(function () {
  "use strict";

  // A suggestion beside the form is taken over: the field is set as if by hand, and the form asks anew.
  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element ? event.target.closest("[data-take]") : null;
    const form = button ? document.getElementById("register") : null;
    if (!form) {
      return;
    }
    const fields = Array.from(form.querySelectorAll("[name]")).filter(function (field) { return field.name === button.dataset.take; });
    fields.forEach(function (field) {
      if (field.type === "radio") {
        field.checked = field.value === button.dataset.value;
      } else if (Array.from(field.options || []).some(function (option) { return option.value === button.dataset.value; })) {
        field.value = button.dataset.value;
      } else if (field.options) {
        field.value = "";
      }
    });
    if (fields.length) {
      fields[0].closest("details") && (fields[0].closest("details").open = true);
      fields[0].dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
})();
