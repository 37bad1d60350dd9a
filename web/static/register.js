// The register as a grid for the keyboard: one cell is in the order of Tab, arrows move, Enter opens and saves, Esc
// gives up. A cell is copied as it reads; what is pasted on one that can be changed goes into its form, not yet saved.
"use strict";

const CELLS = "[role=gridcell], [role=rowheader], [role=columnheader]";
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
let place = { row: 1, column: 0 };
let toFocus = false;
let goDown = false;
let given = null;

const grid = () => document.querySelector("[data-grid]");
const rowsOf = (table) => [...table.querySelectorAll("tr")];
const cellAt = (table, row, column) => rowsOf(table)[row]?.querySelectorAll(CELLS)[column];

function clamp(value, most) {
  return Math.max(0, Math.min(value, most));
}

// Links within cells are reached by Enter, not by Tab: Tab leaves the table.
function prepare() {
  const table = grid();
  if (!table) {
    return;
  }
  for (const cell of table.querySelectorAll(CELLS)) {
    cell.tabIndex = -1;
  }
  for (const link of table.querySelectorAll("a:not(.cell-form a)")) {
    link.tabIndex = -1;
  }
  place.row = clamp(place.row, rowsOf(table).length - 1);
  const current = cellAt(table, place.row, place.column) ?? cellAt(table, 0, 0);
  current.tabIndex = 0;
  const form = table.querySelector(".cell-form");
  const field = form?.querySelector("input:not([type=hidden]), select") ?? form?.querySelector("[data-leave]");
  if (field && !form.contains(document.activeElement)) {
    form.closest("td").scrollIntoView({ block: "nearest", inline: "nearest" });
    field.focus();
    field.select?.();
    if (given !== null) {
      fill(field, given);
    }
  } else if (!field && toFocus) {
    if (goDown) {
      move(table, place.row + 1, place.column);
    } else {
      current.focus();
    }
  }
  toFocus = false;
  goDown = false;
  given = null;
}

// Days as people write them, the year left out or not; nothing for what is none.
function dayIn(text) {
  const found = text.trim().match(/^(?:(\d{4})\s*[-./\u5e74]\s*)?(\d{1,2})\s*[-./\u6708]\s*(\d{1,2})\s*\u65e5?$/);
  if (!found) {
    return "";
  }
  const year = found[1] ?? String(new Date().getFullYear());
  return [year, found[2].padStart(2, "0"), found[3].padStart(2, "0")].join("-");
}

// Put a text into a field as far as the field can hold it; the form is saved by whoever looks at it.
function fill(field, text) {
  const line = text.split(/[\t\r\n]/, 1)[0].trim();
  if (field.matches("select")) {
    const named = [...field.options].filter((option) => line && option.text.includes(line));
    if (named.length === 1) {
      field.value = named[0].value;
    }
  } else if (field.type === "date") {
    field.value = dayIn(line) || field.value;
  } else {
    field.value = line;
    field.setSelectionRange(line.length, line.length);
  }
}

// What a cell reads, without what is there to change it.
function readOf(cell) {
  const bare = cell.cloneNode(true);
  bare.querySelectorAll(".cell-edit, .sr-only").forEach((each) => each.remove());
  return bare.textContent.replace(/[^\S\n]+/g, " ").trim();
}

function open(cell, text) {
  const link = cell.querySelector(".cell-edit");
  if (link) {
    given = text;
    link.click();
  }
  return Boolean(link);
}

function move(table, row, column) {
  const rows = rowsOf(table);
  const down = clamp(row, rows.length - 1);
  const across = clamp(column, rows[down].querySelectorAll(CELLS).length - 1);
  cellAt(table, place.row, place.column)?.setAttribute("tabindex", "-1");
  place = { row: down, column: across };
  const cell = cellAt(table, down, across);
  cell.tabIndex = 0;
  cell.focus();
}

function placeOf(table, cell) {
  const row = cell.closest("tr");
  return { row: rowsOf(table).indexOf(row), column: [...row.querySelectorAll(CELLS)].indexOf(cell) };
}

function jumped(event, table) {
  const rows = rowsOf(table).length;
  switch (event.key) {
    case "Home":
      return [event.ctrlKey ? 0 : place.row, 0];
    case "End":
      return [event.ctrlKey ? rows - 1 : place.row, Infinity];
    case "PageUp":
      return [place.row - 10, place.column];
    case "PageDown":
      return [place.row + 10, place.column];
    default:
      return null;
  }
}

document.addEventListener("keydown", (event) => {
  const table = grid();
  if (!table?.contains(event.target)) {
    return;
  }
  const form = event.target.closest(".cell-form");
  if (form) {
    if (event.key === "Escape") {
      event.preventDefault();
      toFocus = true;
      form.querySelector("[data-leave]").click();
    } else if (event.key === "Enter" && !event.isComposing && event.target.matches("input, select")) {
      event.preventDefault();
      goDown = true;
      form.requestSubmit();
    }
    return;
  }
  const cell = event.target.closest(CELLS);
  if (!cell || event.altKey || event.metaKey) {
    return;
  }
  const step = STEPS[event.key];
  const to = step ? [place.row + step[0], place.column + step[1]] : jumped(event, table);
  if (to) {
    event.preventDefault();
    move(table, ...to);
  } else if ((event.key === "Enter" || event.key === "F2") && event.target === cell) {
    const link = cell.querySelector(".cell-edit") ?? cell.querySelector("a[href]");
    if (link) {
      event.preventDefault();
      link.click();
    }
  }
});

document.addEventListener("copy", (event) => {
  const cell = event.target.closest?.(CELLS);
  if (cell && cell === document.activeElement && getSelection().isCollapsed) {
    event.clipboardData.setData("text/plain", readOf(cell));
    event.preventDefault();
  }
});

document.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  const day = event.target.closest?.(".cell-form input[type=date]");
  const cell = document.activeElement?.matches(CELLS) ? document.activeElement : null;
  if (day && dayIn(text)) {
    fill(day, text);
    event.preventDefault();
  } else if (cell && grid()?.contains(cell) && open(cell, text)) {
    event.preventDefault();
  }
});

document.addEventListener("focusin", (event) => {
  const table = grid();
  const cell = event.target.closest?.(CELLS);
  if (!table || !cell || !table.contains(cell)) {
    return;
  }
  cellAt(table, place.row, place.column)?.setAttribute("tabindex", "-1");
  place = placeOf(table, cell);
  cell.tabIndex = 0;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.closest?.(".cell-form")) {
    toFocus = true;
  }
});
document.addEventListener("htmx:afterSettle", prepare);
document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.add("scripted");
  prepare();
});
