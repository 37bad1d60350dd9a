// Forms of the unit: saves what is typed as a draft every few seconds (and in the browser, should the network be away),
// adds rows of figures without asking the server, and sends a form once. Everything works without it.
"use strict";

const SAVE_AFTER_MS = 3000;

function textOf(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) {
    if (value instanceof File) {
      data.delete(name);
    }
  }
  return data;
}

function localKey(form) {
  return `duban-draft:${form.dataset.place}:${form.elements.once.value}`;
}

function keepLocally(form) {
  const fields = [...textOf(form).entries()].filter(([name]) => name !== "csrf" && name !== "kept_file");
  try {
    localStorage.setItem(localKey(form), JSON.stringify(fields));
  } catch {
    // A full or forbidden store: the server has the draft.
  }
}

function forgetLocally(form) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(`duban-draft:${form.dataset.place}:`)) {
        localStorage.removeItem(key);
      }
    }
  } catch {
    // As above.
  }
}

// Puts back what this browser kept of the same form when the server never heard of it (the network was away).
function restoreLocally(form) {
  let kept = null;
  try {
    const prefix = `duban-draft:${form.dataset.place}:`;
    const key = Object.keys(localStorage).find((name) => name.startsWith(prefix));
    kept = key ? JSON.parse(localStorage.getItem(key)) : null;
  } catch {
    return false;
  }
  if (!kept || document.querySelector(".draft-note, #fault")) {
    return false;
  }
  const seen = {};
  for (const [name, value] of kept) {
    if (["once", "seen", "rows"].includes(name)) {
      continue;
    }
    const at = (seen[name] = (seen[name] ?? -1) + 1);
    const field = form.querySelectorAll(`[name="${name}"]:not([type=hidden]):not([type=file])`)[at];
    if (field && field.type === "checkbox") {
      field.checked = true;
    } else if (field) {
      field.value = value;
    }
  }
  return true;
}

function watch(form) {
  const told = form.querySelector("[data-saved]");
  let timer = 0;
  let sending = false;
  const say = (text) => {
    if (told) {
      told.textContent = text;
    }
  };
  const save = async () => {
    if (sending) {
      return;
    }
    keepLocally(form);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: textOf(form), redirect: "error" });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const { saved_at: at } = await answer.json();
      if (!sending) {
        forgetLocally(form);
        say(`${form.dataset.savedWord} ${at}`);
      }
    } catch {
      say(form.dataset.localWord || "");
    }
  };
  form.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset && "last" in field.dataset) {
      const note = document.getElementById(field.getAttribute("aria-describedby"));
      if (note) {
        note.hidden = true;
      }
    }
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  });
  form.addEventListener("submit", (event) => {
    if (sending) {
      event.preventDefault();
      return;
    }
    clearTimeout(timer);
    keepLocally(form);
    if (event.submitter?.name !== "act") {
      sending = true;
      event.submitter?.setAttribute("aria-busy", "true");
    }
  });
  // Coming back by the browser's own button, the form may be sent again; its key makes it one report.
  addEventListener("pageshow", () => {
    sending = false;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  });
  if (restoreLocally(form)) {
    say(form.dataset.localWord || "");
  }
}

function addRows(form) {
  form.querySelector("[data-more]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const place = form.querySelector("[data-figures]");
    const row = place.lastElementChild.cloneNode(true);
    const at = place.children.length;
    row.querySelector(".keep")?.remove();
    for (const field of row.querySelectorAll("input")) {
      const id = `${field.name}-${at}`;
      row.querySelector(`label[for="${field.id}"]`)?.setAttribute("for", id);
      field.id = id;
      field.value = "";
    }
    place.append(row);
    row.querySelector("input").focus();
  });
}

// On the page that says it was sent, nothing of that form is left to put back.
function clearSent() {
  const sent = document.querySelector("[data-sent]");
  if (sent) {
    forgetLocally(sent);
  }
}

addEventListener("DOMContentLoaded", () => {
  clearSent();
  if (matchMedia("(min-width: 1021px)").matches) {
    for (const part of document.querySelectorAll("details[data-open-wide]")) {
      part.open = true;
    }
  }
  for (const form of document.querySelectorAll("form[data-draft]")) {
    addRows(form);
    watch(form);
  }
});
