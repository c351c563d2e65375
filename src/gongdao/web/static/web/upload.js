// Files go up in parts as soon as they are chosen, several at once, and go on after a broken connection.
// Without this script the form sends them itself. No inline handlers anywhere.
(function () {
  "use strict";

  document.documentElement.classList.add("with-script");

  const PART = 1024 * 1024;
  const WAITS = [500, 1000, 2000, 4000, 8000, 15000];
  const waiting = new WeakMap(); // form -> how many of its files are still going up

  function sleep(milliseconds) {
    return new Promise(function (resolve) {
      const timer = window.setTimeout(resolve, milliseconds);
      window.addEventListener("online", function () { window.clearTimeout(timer); resolve(); }, { once: true });
    });
  }

  function headers(form, more) {
    return Object.assign({ "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken").value }, more);
  }

  // The server tells how far it has come; what a broken connection brought is not sent again.
  async function come(url, form) {
    const answer = await fetch(url, { method: "HEAD", headers: headers(form, {}), cache: "no-store" });
    if (!answer.ok) {
      throw new Refused("");
    }
    return Number(answer.headers.get("Upload-Offset"));
  }

  class Refused extends Error {}

  async function sent(url, file, form, shown) {
    let offset = 0;
    let tries = 0;
    while (offset < file.size) {
      try {
        const answer = await fetch(url, {
          method: "PATCH", body: file.slice(offset, offset + PART),
          headers: headers(form, { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) }),
        });
        if (answer.status === 204 || answer.status === 409) {
          offset = Number(answer.headers.get("Upload-Offset"));
          tries = answer.status === 204 ? 0 : tries + 1;
          shown(offset / file.size, "");
        } else if (answer.status >= 500) {
          throw new TypeError("again");
        } else {
          throw new Refused(await answer.text());
        }
      } catch (error) {
        if (!(error instanceof TypeError) || tries >= 40) {
          throw error;
        }
        shown(offset / file.size, "paused");
        await sleep(WAITS[Math.min(tries, WAITS.length - 1)]);
        tries += 1;
        try {
          offset = await come(url, form);
        } catch (again) {
          if (again instanceof Refused) {
            throw again;
          }
        }
      }
    }
  }

  async function begun(place, file, form) {
    const answer = await fetch(place.dataset.resumable, {
      method: "POST", headers: headers(form, { "Upload-Length": String(file.size), "Upload-Name": encodeURIComponent(file.name) }),
    });
    if (answer.status !== 201) {
      throw new Refused(await answer.text());
    }
    return answer.headers.get("Location");
  }

  function line(place, list, file) {
    const item = document.createElement("li");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    const name = document.createElement("span");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "upload-drop";
    drop.textContent = "×";
    drop.hidden = true; // while it is going up
    drop.setAttribute("aria-label", place.dataset.drop + " " + file.name);
    name.textContent = file.name;
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    said.className = "upload-said";
    item.append(name, bar, said, drop);
    list.append(item);
    return { item: item, bar: bar, said: said, drop: drop };
  }

  // What the policy does not take is told before anything of it goes up, in the words of the refusal.
  function refused(place, form, file) {
    const most = Number(place.dataset.most);
    const there = form.querySelectorAll(".upload-parts li:not(.text-danger), .upload-kept input:not(:checked)").length;
    if (most && there > most) {
      return place.dataset.tooMany;
    }
    if (file.size > Number(place.dataset.largest)) {
      return place.dataset.tooLarge;
    }
    const taken = place.dataset.taken.split(" ").some(function (start) { return file.type.startsWith(start); });
    const told = file.type && file.type !== "application/octet-stream"; // else only the content tells
    return told && !taken ? place.dataset.notTaken : "";
  }

  async function up(place, list, file, form) {
    const row = line(place, list, file);
    const why = refused(place, form, file);
    if (why) {
      row.item.classList.add("text-danger");
      row.bar.remove();
      row.said.textContent = why;
      row.drop.hidden = false;
      return false;
    }
    waiting.set(form, (waiting.get(form) || 0) + 1);
    try {
      const url = await begun(place, file, form);
      await sent(url, file, form, function (share, state) {
        row.bar.value = Math.round(share * 100);
        row.said.textContent = state ? place.dataset[state] : Math.round(share * 100) + "%";
      });
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = list.dataset.field;
      field.value = url.split("/").filter(Boolean).pop();
      row.item.append(field);
      row.said.textContent = place.dataset.done;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    } catch (error) {
      row.item.classList.add("text-danger");
      row.said.textContent = (error instanceof Refused && error.message) || place.dataset.failed;
      return false;
    } finally {
      row.drop.hidden = false;
      waiting.set(form, waiting.get(form) - 1);
      form.dispatchEvent(new CustomEvent("uploaded"));
    }
  }

  document.addEventListener("change", function (event) {
    const input = event.target;
    const place = input instanceof HTMLInputElement && input.type === "file" ? input.closest("[data-resumable]") : null;
    const list = place && (input.closest(".upload-file") || place).querySelector(".upload-parts");
    if (!list || input.files.length === 0) {
      return;
    }
    if ("single" in list.dataset) {
      list.replaceChildren(); // one file, and this is it
    }
    const form = input.form;
    const files = Array.from(input.files);
    input.value = ""; // they go up here, not with the form
    Promise.all(files.map(function (file) { return up(place, list, file, form); })).then(function (taken) {
      // Where the page goes on with what has come, it does once all is there and nothing has to be read.
      if ("autoUpload" in input.dataset && taken.every(Boolean) && !waiting.get(form)) {
        form.requestSubmit(form.querySelector("button[value=add]"));
      }
    });
  });

  // A file that was left out goes from the server too; what does not arrive there is tidied away in time.
  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element ? event.target.closest(".upload-drop") : null;
    if (!button) {
      return;
    }
    const item = button.closest("li");
    const place = item.closest("[data-resumable]");
    const field = item.querySelector("input");
    const form = button.closest("form");
    const input = (item.closest(".upload-file") || place).querySelector("input[type=file]");
    item.remove();
    if (field) {
      fetch(place.dataset.resumable + field.value + "/", { method: "DELETE", headers: headers(form, {}), keepalive: true });
      form.dispatchEvent(new Event("change", { bubbles: true }));
    }
    input.focus();
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!waiting.get(form)) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    form.querySelectorAll(".upload-parts").forEach(function (list) {
      const place = list.closest("[data-resumable]");
      list.dataset.wait = place.dataset.wait;
    });
    form.addEventListener("uploaded", function again() {
      if (!waiting.get(form)) {
        form.removeEventListener("uploaded", again);
        form.requestSubmit();
      }
    });
  }, true);
})();
