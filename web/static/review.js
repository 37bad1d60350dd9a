// Makes reviewing quick: keys, highlights both ways, marking text by hand. Everything works without it.
"use strict";

document.documentElement.classList.add("scripted");

const words = document.currentScript.dataset; // what is told, in the language of the page
const review = () => document.getElementById("review");
const cards = () => [...document.querySelectorAll(".prop")];
const chosenCard = () => document.querySelector(".prop[aria-current]");
const cardOf = (key) => document.getElementById(`item-${key}`);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 1100px)");
let swapping = false; // htmx gives the focus back to where it was before it tells that the new part is there
let helpShown = false;

// --- choosing -------------------------------------------------------------------------------------------------------

function choose(key, { card: toCard = true, source: toSource = true, focus = true } = {}) {
  const card = cardOf(key);
  if (!card) {
    return false;
  }
  for (const each of document.querySelectorAll(".prop[aria-current]")) {
    each.removeAttribute("aria-current");
  }
  for (const each of document.querySelectorAll(".src.is-chosen")) {
    each.classList.remove("is-chosen");
  }
  card.setAttribute("aria-current", "true");
  review().dataset.item = key;
  const marks = document.querySelectorAll(`.src[data-key="${CSS.escape(key)}"]`);
  for (const mark of marks) {
    mark.classList.add("is-chosen");
  }
  if (focus) {
    card.focus({ preventScroll: true });
  }
  if (toCard) {
    reveal(card);
  }
  if (toSource && marks.length) {
    reveal(marks[0], { narrow: false });
  }
  return true;
}

// On a narrow page the two sides share one scroll: only a link asked for leads from one to the other.
function reveal(element, { narrow = true } = {}) {
  const body = element.closest(".pane-body");
  const apart = body && getComputedStyle(body).overflowY === "auto";
  if (apart) {
    const bar = document.querySelector(".review-bar").getBoundingClientRect();
    const [box, pane] = [element.getBoundingClientRect(), body.getBoundingClientRect()];
    const [top, bottom] = [Math.max(pane.top, bar.bottom) + 8, Math.min(pane.bottom, innerHeight) - 8];
    const room = element.matches(".src") ? (bottom - top) / 3 : 0;
    if (box.top < top || box.height > bottom - top) {
      body.scrollTop += box.top - top - room;
    } else if (box.bottom > bottom) {
      body.scrollTop += box.bottom - bottom + room;
    }
  } else if (narrow) {
    element.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  }
}

function step(by) {
  const all = cards();
  const at = all.indexOf(chosenCard());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (next) {
    choose(next.dataset.item);
    return;
  }
  document.querySelector(by > 0 ? ".pager [rel=next]" : ".pager [rel=prev]")?.click();
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const link = target.closest("[data-go], [data-source]");
  if (link && review()) {
    const key = link.dataset.go ?? link.dataset.source;
    if (cardOf(key)) {
      event.preventDefault();
      choose(key);
      const to = link.dataset.go ? cardOf(key) : document.getElementById(`src-${key}`);
      reveal(to ?? cardOf(key));
    }
    return;
  }
  const mark = target.closest(".src[data-key]");
  if (mark && document.getSelection().isCollapsed) {
    if (choose(mark.dataset.key, { source: false })) {
      reveal(cardOf(mark.dataset.key));
    }
    return;
  }
  const card = target.closest(".prop");
  if (card && !target.closest("a, button, input, textarea, select, label, summary, [data-split]")) {
    choose(card.dataset.item, { card: false });
  } else if (card && card !== chosenCard()) {
    choose(card.dataset.item, { card: false, focus: false });
  }
  const help = target.closest("[data-help]");
  if (help) {
    showHelp(!helpShown);
  }
});

// An item reached with the tab key is the chosen one too.
document.addEventListener("focusin", (event) => {
  if (!swapping && event.target.matches(".prop:not([aria-current])")) {
    choose(event.target.dataset.item, { card: false, source: false, focus: false });
  }
});

function showHelp(shown) {
  helpShown = shown;
  const keys = document.getElementById("keys");
  if (keys) {
    keys.hidden = !shown;
    document.querySelector("[data-help]").setAttribute("aria-expanded", String(shown));
  }
}

// --- keys -----------------------------------------------------------------------------------------------------------

const isTyping = (element) => element.closest("input, textarea, select, [contenteditable], dialog") !== null;
const press = (selector) => chosenCard()?.querySelector(selector)?.click();

const keys = {
  j: () => step(1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  k: () => press("[name=act][value=keep]"),
  d: () => press("[name=act][value=drop]"),
  s: () => press("[data-do=split]"),
  m: () => press("[data-do=merge]"),
  u: () => document.querySelector("[data-key-undo]:not(:disabled)")?.click(),
  "/": () => document.getElementById("r-text")?.focus(),
  "?": () => showHelp(!helpShown),
};

document.addEventListener("keydown", (event) => {
  if (!review() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  }
  const target = event.target;
  if (event.key === "Escape") {
    escape(target);
    return;
  }
  if (isTyping(target)) {
    return;
  }
  if (event.key === "Enter") {
    if (target === document.body || target.matches(".prop")) {
      event.preventDefault();
      press("[data-do=edit]");
    }
    return;
  }
  const scrolls = event.key.startsWith("Arrow") && target.matches(".pane-body");
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act && !scrolls) {
    event.preventDefault();
    whenIdle(act);
  }
});

// Keys pressed while an act is on its way wait for the page that comes back: they mean the item it leads to.
let busy = false;
const waiting = [];

function pressAgain(element, event) {
  const key = element.closest(".prop")?.dataset.item;
  const button = event?.submitter ? `[name=act][value="${event.submitter.value}"]` : `[data-do="${element.dataset.do}"]`;
  if (key && element.closest(".prop-acts")) {
    waiting.push(() => cardOf(key)?.querySelector(button)?.click());
  } else if (element.matches("form")) {
    // Its fields are kept as they are now: the page that comes has the form empty, or not at all.
    const method = element.method.toUpperCase();
    waiting.push(sending(method, element.action, new FormData(element, event?.submitter)));
  } else if (element.href) {
    waiting.push(sending("GET", element.href));
  }
}

function sending(method, address, values) {
  const send = () => htmx.ajax(method, address, { target: "#review", swap: "outerHTML show:none", values });
  return Object.assign(send, { holds: values !== undefined });
}

function whenIdle(act) {
  if (busy) {
    waiting.push(act);
  } else {
    act();
  }
}

function idle() {
  busy = false;
  if (document.getElementById("problem")) {
    // What was typed stands beside what was wrong: nothing takes its place. Forms sent since go out after the next act.
    waiting.splice(0, waiting.length, ...waiting.filter((each) => each.holds));
    return;
  }
  while (waiting.length && !busy) {
    waiting.shift()();
  }
}

function escape(target) {
  const cancel = document.querySelector("[data-cancel]");
  if (cancel && (!isTyping(target) || target.closest("[data-typing]"))) {
    whenIdle(() => document.querySelector("[data-cancel]")?.click());
  } else if (isTyping(target)) {
    (chosenCard() ?? document.getElementById("main")).focus();
  } else {
    showHelp(false);
  }
}

// --- parts of the page that change ----------------------------------------------------------------------------------

let scrolled = [];
let typed = false;

document.addEventListener("input", (event) => {
  typed = typed || event.target.closest("[data-typing]") !== null;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id === "review") {
    busy = true;
  }
});

document.addEventListener("htmx:sendError", () => {
  if (review()) {
    notDone(words.noAnswer);
  }
});

// Tells above the review why an act was not done; the page and what was typed stay as they are.
function notDone(message) {
  waiting.length = 0;
  busy = false;
  document.getElementById("fault")?.remove();
  const fault = Object.assign(document.createElement("div"), { id: "fault", className: "form-fault", textContent: message });
  fault.setAttribute("role", "alert");
  review().prepend(fault);
  fault.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:confirm", (event) => {
  // A second press would be answered into a page that is gone: it waits for the one that comes.
  if (busy && event.detail.elt.closest("#review")) {
    event.preventDefault();
    pressAgain(event.detail.elt, event.detail.triggeringEvent);
    return;
  }
  const form = event.detail.elt.closest("[data-typing]");
  const leaves = event.detail.elt.closest("#review") && !form && document.querySelector("#review [data-typing]");
  if (typed && leaves) {
    event.preventDefault();
    if (confirm(words.leaving)) {
      event.detail.issueRequest(true);
    }
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (target?.id !== "review") {
    return;
  }
  // What was not possible, or was changed by somebody else, is told in place, with what was typed.
  if ([400, 409, 422].includes(xhr.status) && xhr.responseText.includes('id="review"')) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  } else if (xhr.status >= 400) {
    const said = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".error-message");
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    notDone(said?.textContent ?? words.notDone);
    return;
  }
  swapping = true;
  scrolled = [...document.querySelectorAll(".pane-body")].map((body) => body.scrollTop);
  scrolled.push(scrollY);
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "review" && event.detail.elt?.id !== "review") {
    return;
  }
  swapping = false;
  typed = false;
  const bodies = [...document.querySelectorAll(".pane-body")];
  bodies.forEach((body, at) => {
    body.scrollTop = scrolled[at] ?? 0;
  });
  scrollTo({ top: scrolled.at(-1) ?? 0, behavior: "instant" });
  settle();
});

document.addEventListener("htmx:afterSettle", idle);

// After a page or a part of it has come: the chosen item is lit, and the first field of an open form has the focus.
function settle() {
  if (!review()) {
    return;
  }
  showHelp(helpShown);
  const key = review().dataset.item;
  const first = document.querySelector("#review [data-first]");
  const problem = document.getElementById("problem");
  if (key) {
    choose(key, { focus: !first && !problem });
  } else if (!first && !location.hash && wide.matches) {
    const next = document.querySelector(".prop[data-stage=open]");
    choose(next?.dataset.item ?? cards()[0]?.dataset.item, { card: false, focus: false });
  }
  if (problem) {
    problem.focus();
    problem.scrollIntoView({ block: "nearest" });
  } else if (first) {
    first.focus({ preventScroll: true });
    reveal(first.closest(".prop, .add-form"));
    reveal(first.closest(".prop-form, .add-form"));
    if (first.matches("textarea")) {
      first.setSelectionRange(first.value.length, first.value.length);
    }
  }
}

addEventListener("load", settle);

// --- marking text by hand -------------------------------------------------------------------------------------------

const characters = (text) => [...text].length;

// Returns where in the document's text (in characters) an end of the selection stands.
function offsetOf(node, offset) {
  let piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-s]");
  if (!piece && node.nodeType === Node.ELEMENT_NODE) {
    // Between two pieces: the one that follows, else the end of the one before.
    const after = node.childNodes[offset];
    piece = after?.closest?.("[data-s]") ?? after?.querySelector?.("[data-s]");
    if (piece) {
      return Number(piece.dataset.s);
    }
    const before = node.childNodes[offset - 1];
    piece = before?.closest?.("[data-s]");
    return piece ? Number(piece.dataset.s) + characters(piece.textContent) : null;
  }
  if (!piece) {
    const next = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).nextElementSibling;
    return next?.dataset?.s === undefined ? null : Number(next.dataset.s);
  }
  const range = document.createRange();
  range.selectNodeContents(piece);
  range.setEnd(node, offset);
  return Number(piece.dataset.s) + characters(range.toString());
}

document.addEventListener("selectionchange", () => {
  const form = document.querySelector("[data-add]");
  const text = document.querySelector("[data-text]");
  if (!form || !text) {
    return;
  }
  const selection = document.getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const inside = range && text.contains(range.commonAncestorContainer);
  const start = inside ? offsetOf(range.startContainer, range.startOffset) : null;
  const end = inside ? offsetOf(range.endContainer, range.endOffset) : null;
  const useful = start !== null && end !== null && end > start;
  if (document.activeElement && form.contains(document.activeElement)) {
    return;
  }
  form.hidden = !useful;
  document.querySelector("[data-add-link]").hidden = useful;
  if (useful) {
    form.elements.start.value = start;
    form.elements.end.value = end;
  }
});

// The button must not take the selection away before its form is sent.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-add]")) {
    event.preventDefault();
  }
});

// --- splitting at any place -----------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const clause = event.target.closest("[data-split] .clause");
  if (!clause) {
    return;
  }
  const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY)
    ?? document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const node = caret?.offsetNode ?? caret?.startContainer;
  const offset = caret?.offset ?? caret?.startOffset;
  if (node?.nodeType !== Node.TEXT_NODE || offset === 0 || offset === node.length) {
    return;
  }
  const before = node.data.slice(0, offset);
  const from = Number(clause.dataset.from);
  const at = from + characters(before);
  const rest = document.createElement("span");
  rest.className = "clause";
  rest.dataset.from = at;
  rest.textContent = node.data.slice(offset);
  const cut = document.createElement("label");
  cut.className = "cut";
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "cut", value: at, checked: true });
  cut.append(box, Object.assign(document.createElement("span"), { textContent: words.cut }));
  clause.textContent = before;
  clause.after(cut, rest);
  typed = true;
});

// --- forms outside a review -----------------------------------------------------------------------------------------

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-send-on-change]");
  if (form) {
    form.requestSubmit();
  }
  const upload = event.target.closest("[data-most-bytes]");
  const file = event.target.files?.[0];
  if (upload && file) {
    tellSize(upload, file);
  }
});

function tellSize(form, file) {
  const most = Number(form.dataset.mostBytes);
  const fault = form.querySelector(".form-fault");
  fault.hidden = file.size <= most;
  if (!fault.hidden) {
    fault.textContent = words.tooLarge.replace("{most}", Math.floor(most / 1000000)).replace("{name}", () => file.name);
  }
}

// A second press while the first one is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".upload") && form.dataset.sent) {
    event.preventDefault();
  }
  form.dataset.sent = form.matches(".upload") ? "1" : "";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll(".upload")) {
    delete form.dataset.sent;
  }
});
