// Files of a form: sent as soon as they are chosen, shown small, and put aside again with one tap. Without it they go with
// the form itself. What could not be sent now stays chosen and goes with the form.
"use strict";

const SIDE = 96;

// A small picture of a photograph, made here, as an address the page may show; nothing for any other file.
async function smallPicture(file) {
  if (!file.type.startsWith("image/")) {
    return "";
  }
  try {
    const picture = await createImageBitmap(file);
    const share = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * share));
    canvas.height = Math.max(1, Math.round(picture.height * share));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.7);
  } catch {
    return "";
  }
}

function sizeWords(bytes) {
  return bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

function attachable(form) {
  const place = form.querySelector("[data-files]");
  if (!place) {
    return;
  }
  const input = place.querySelector("input[type=file]");
  const list = place.querySelector("[data-kept]");
  const told = place.querySelector("[data-files-said]");
  const words = place.dataset;
  let underway = false;
  let waiting = null;

  const changed = () => {
    list.parentElement.hidden = list.children.length === 0;
    form.dispatchEvent(new Event("input"));
  };

  const add = (file, picture) => {
    const row = place.querySelector("template").content.firstElementChild.cloneNode(true);
    const button = row.querySelector("button");
    row.querySelector(".kept-name").textContent = file.name;
    row.querySelector("[data-size]").textContent = sizeWords(file.size);
    row.querySelector("input").value = file.value;
    button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
    if (picture) {
      const shown = document.createElement("img");
      shown.src = picture;
      shown.alt = "";
      row.querySelector("svg").replaceWith(shown);
    }
    list.append(row);
  };

  // Sends one file with those kept before, which the server counts; returns what it says of the file, if anything.
  const send = async (file) => {
    const body = new FormData();
    for (const name of ["csrf", "once", "seen"]) {
      body.append(name, form.elements[name]?.value ?? "");
    }
    const before = new Set();
    for (const kept of list.querySelectorAll("input")) {
      body.append("kept_file", kept.value);
      before.add(kept.value);
    }
    body.append("act", "keep");
    body.append("file", file);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const { files, fault } = await answer.json();
    const picture = await smallPicture(file);
    for (const each of files.filter((found) => !before.has(found.value))) {
      add(each, picture);
    }
    return fault;
  };

  const sendAll = async (chosen) => {
    const left = new DataTransfer();
    const said = [];
    for (const file of chosen) {
      if (file.size > Number(words.mostBytes)) {
        said.push(`${file.name}：${words.large}`);
        continue;
      }
      told.textContent = `${words.sending} ${file.name}`;
      try {
        const fault = await send(file);
        if (fault) {
          said.push(fault);
        }
      } catch {
        left.items.add(file);
        said.push(`${file.name}：${words.failed}`);
      }
    }
    input.files = left.files;
    told.textContent = said.join(" ") || words.done;
    told.classList.toggle("files-trouble", said.length > 0);
    return said.length === 0;
  };

  input.addEventListener("change", async (event) => {
    event.stopPropagation();
    const chosen = [...input.files];
    if (chosen.length === 0) {
      return;
    }
    underway = true;
    const went = await sendAll(chosen);
    underway = false;
    changed();
    const button = waiting;
    waiting = null;
    if (button && went) {
      form.requestSubmit(button);
    }
  });

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-without]");
    if (button) {
      event.preventDefault();
      button.closest("li").remove();
      changed();
      input.focus();
    }
  });

  // A form sent while a file is on its way waits for it.
  form.addEventListener("submit", (event) => {
    if (underway && event.submitter) {
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = event.submitter;
      told.textContent = words.wait;
    }
  });
}

addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    attachable(form);
  }
});
