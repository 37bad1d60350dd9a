// Forms of the unit: saves what is typed as a draft every few seconds (and in the browser, should the network be away),
// adds rows of figures without asking the server, and sends a form once. Everything works without it.
"use strict";

const SAVE_AFTER_MS = 3000;
// What belongs to the page and not to what was typed.
const NOT_LOCAL = ["csrf", "kept_file", "drafted", "once", "seen", "rows"];

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
  const fields = [...textOf(form).entries()].filter(([name]) => !NOT_LOCAL.includes(name));
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

function keptLocally(form) {
  try {
    const prefix = `duban-draft:${form.dataset.place}:`;
    const key = Object.keys(localStorage).find((name) => name.startsWith(prefix));
    return key ? JSON.parse(localStorage.getItem(key)) : null;
  } catch {
    return null;
  }
}

function putBack(form, kept) {
  const seen = {};
  for (const [name, value] of kept.filter(([each]) => !NOT_LOCAL.includes(each))) {
    const at = (seen[name] = (seen[name] ?? -1) + 1);
    const field = form.querySelectorAll(`[name="${name}"]:not([type=hidden]):not([type=file])`)[at];
    if (field && field.type === "checkbox") {
      field.checked = true;
    } else if (field) {
      field.value = value;
    }
  }
}

// Puts back what this browser kept of the same form when the server never heard of it (the network was away, the session
// had ended). Beside a draft it is offered, for nobody but the writer knows which of the two is wanted.
function restoreLocally(form, tell) {
  const kept = keptLocally(form);
  if (!kept || document.querySelector("#fault")) {
    return;
  }
  if (document.querySelector("[data-saved-now]")) {
    forgetLocally(form);
    return;
  }
  const offer = document.querySelector("[data-offer]");
  if (!offer) {
    putBack(form, kept);
    tell();
    return;
  }
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    putBack(form, kept);
    offer.hidden = true;
    form.dispatchEvent(new Event("input"));
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
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
  // One at a time: each save says which draft it goes on from.
  let saving = null;
  let overtaken = false;
  const save = async () => {
    await saving;
    if (sending) {
      return;
    }
    keepLocally(form);
    saving = post();
    await saving;
  };
  const post = async () => {
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: textOf(form), redirect: "error" });
      overtaken = answer.status === 409;
      if (!answer.ok) {
        say({ 401: form.dataset.goneWord, 409: form.dataset.newerWord }[answer.status] || form.dataset.localWord);
        return;
      }
      const { saved_at: at, drafted } = await answer.json();
      form.elements.drafted.value = drafted;
      if (!sending) {
        forgetLocally(form);
        say(`${form.dataset.savedWord} ${at}`);
      }
    } catch {
      say(form.dataset.localWord);
    }
  };
  form.addEventListener("input", (event) => {
    const field = event.target;
    if (field !== form && "last" in field.dataset) {
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
    const isDraft = event.submitter?.value === "draft";
    const isWhole = !form.querySelector("input[type=file]")?.files.length;
    if (event.submitter?.hasAttribute("data-enter") || (isDraft && isWhole && !overtaken)) {
      event.preventDefault();
      save();
      return;
    }
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
  restoreLocally(form, () => say(form.dataset.localWord || ""));
  document.querySelector("[data-drop]")?.addEventListener("click", () => forgetLocally(form));
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
