// The place for evidence: drop, paste or choose files; each is sent and kept at once, and said in words.
// Without this script the same field is an ordinary file input, sent with its form.
//
// What the server promises: POST to data-upload-url with `file` answers {id, name, size, note} or {error};
// POST to data-remove-url with `id` answers any 2xx, or {error}.
"use strict";

function evidence(zone) {
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector("[data-kept]");
  const row = zone.querySelector("template[data-row]");
  const says = zone.querySelector("[data-say]");
  const form = zone.closest("form");
  const waiting = [];
  let busy = false;
  let pasted = 0;

  const say = (words) => { says.textContent = words; };

  async function send(url, fields) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const answer = await fetch(url, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (answer.redirected) throw new Error("You have been signed out. Sign in again in another window, then try once more.");
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 413 && !told.error) throw new Error("It is too large.");
    if (!answer.ok) throw new Error(told.error || "It was not accepted. Try again.");
    return told;
  }

  const reason = (error) => error instanceof TypeError ? "The connection failed. Try again." : error.message;

  function size(bytes) {
    return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  }

  function show(kept) {
    const item = row.content.cloneNode(true);
    const put = (name, words) => { item.querySelector(`[data-${name}]`).textContent = words; };
    put("name", kept.name);
    put("which", kept.name);
    put("size", size(kept.size));
    put("note", kept.note || "");
    item.querySelector("button").value = kept.id;
    list.append(item);
  }

  function refuse(name, why) {
    const item = document.createElement("li");
    item.className = "refused";
    item.textContent = `${name} was not kept. ${why}`;
    list.append(item);
  }

  async function keepAll() {
    if (busy) return;
    busy = true;
    let kept = 0;
    let refused = 0;
    while (waiting.length) {
      const file = waiting[0];
      say(`Sending ${file.name}, ${size(file.size)}. ${waiting.length} to go.`);
      try {
        show(await send(zone.dataset.uploadUrl, { file }));
        kept += 1;
      } catch (error) {
        refuse(file.name, reason(error));
        refused += 1;
      }
      waiting.shift();
    }
    busy = false;
    say(`${kept} kept.${refused ? ` ${refused} not kept: the reason is in the list.` : ""}`);
  }

  function take(files) {
    for (const old of list.querySelectorAll(".refused")) old.remove();
    waiting.push(...files);
    if (waiting.length) keepAll();
  }

  function named(file) {
    pasted += 1;
    const ending = file.type.split("/")[1] || "png";
    return new File([file], `pasted screenshot ${pasted}.${ending}`, { type: file.type });
  }

  async function remove(button) {
    const name = button.closest("li").querySelector("[data-name]").textContent;
    try {
      await send(zone.dataset.removeUrl, { id: button.value });
      button.closest("li").remove();
      say(`${name} removed.`);
      input.focus();
    } catch (error) {
      say(`${name} was not removed. ${reason(error)}`);
    }
  }

  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  document.addEventListener("paste", (event) => {
    const board = event.clipboardData; // words copied from an office program bring a picture of themselves
    if (!board.files.length || board.types.includes("text/plain")) return;
    event.preventDefault();
    take([...board.files].map(named));
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("drop-over", name === "dragover");
      if (name === "drop") take([...event.dataTransfer.files]);
    });
  }
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    remove(button);
  });
  form.addEventListener("submit", (event) => {
    if (!waiting.length) return;
    event.preventDefault();
    say("One moment: a file is still on its way. Press the button again when it is kept.");
  });
  zone.querySelector("[data-drop-hint]").hidden = false;
}

document.querySelectorAll("[data-upload-url]").forEach(evidence); // one on a page: the whole page takes a drop
