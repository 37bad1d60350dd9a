// The office's hands on tasks: forms that come into the page, terms to choose, and choosing many rows by keyboard.
"use strict";

(() => {
  document.documentElement.classList.add("scripted");
  const boxes = () => [...document.querySelectorAll("[data-pick]")];
  let lastPicked = null;

  // What was not possible, or was changed by somebody else, is told in the form, with what was typed.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if ([403, 404, 409, 422].includes(xhr.status) && xhr.responseText.includes('class="act-form"')) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
      event.stopImmediatePropagation();
    }
  });

  // The form that came in is where the reader goes on.
  document.addEventListener("htmx:afterSettle", (event) => {
    const form = event.detail.elt?.querySelector?.("[data-act]") ?? event.detail.elt?.closest?.(".act-form");
    if (form && !form.contains(document.activeElement)) {
      form.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
    }
    tell();
  });

  document.addEventListener("click", (event) => {
    const filler = event.target.closest("[data-fill]");
    if (filler) {
      document.getElementById(filler.dataset.fill).value = filler.dataset.value;
    }
    const closer = event.target.closest(".act-panel [data-close], .desk-do [data-close]");
    if (closer) {
      event.preventDefault();
      const place = closer.closest(".act-panel, .desk-do");
      place.replaceChildren();
      document.querySelector(`[hx-target="#${place.id}"]`)?.focus();
    }
    if (event.target.matches("[data-pick]")) {
      pick(event.target, event.shiftKey);
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-page]")) {
      boxes().forEach((box) => (box.checked = event.target.checked));
    }
    const everything = document.querySelector("[data-pick-whole]");
    if (everything && event.target === everything) {
      boxes().forEach((box) => (box.checked = everything.checked));
    } else if (everything && event.target.matches("[data-pick], [data-pick-page]") && !event.target.checked) {
      everything.checked = false; // one row less is not all any more
    }
    if (event.target.closest("#bulk, #results")) {
      tell();
    }
  });

  // x marks the row the focus is in, j and k go to the next and the one before.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !boxes().length) {
      return;
    }
    const row = event.target.closest("tr")?.querySelector("[data-pick]");
    if (event.key === "x" && row) {
      row.checked = !row.checked;
      pick(row, event.shiftKey);
      tell();
      event.preventDefault();
    } else if (event.key === "j" || event.key === "k") {
      const all = boxes();
      const at = row ? all.indexOf(row) + (event.key === "j" ? 1 : -1) : 0;
      all[Math.max(0, Math.min(all.length - 1, at))].focus();
      event.preventDefault();
    }
  });

  tell(); // rows may come up ticked: by the address, or kept by the browser on the way back

  function pick(box, ranged) {
    const all = boxes();
    if (ranged && lastPicked && all.includes(lastPicked)) {
      const [from, to] = [all.indexOf(lastPicked), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((each) => (each.checked = box.checked));
    }
    lastPicked = box;
  }

  function tell() {
    const all = boxes();
    const count = all.filter((box) => box.checked).length;
    all.forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
    document.querySelector(".bulk-bar")?.classList.toggle("has-picks", count > 0);
    const everything = document.querySelector("[data-pick-whole]");
    const told = document.querySelector("[data-picked-count]");
    if (told) {
      told.textContent = everything?.checked ? everything.dataset.pickWhole : String(count);
    }
    const whole = document.querySelector("[data-pick-page]");
    if (whole) {
      whole.checked = count > 0 && count === all.length;
      whole.indeterminate = count > 0 && count < all.length;
    }
  }
})();
