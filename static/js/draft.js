// Keeps what is typed in a report as it goes: a lost session, a closed tab or a flat battery loses seconds, not minutes.
// Without this script the buttons of the page keep it, as they do anyway.
"use strict";

function keepTyping(form) {
  const says = form.querySelector("[data-saved]");
  let changed = false;
  let waiting;
  let going;

  async function keep() {
    if (!changed || form.dataset.sent) return;
    changed = false;
    const body = new FormData(form);
    body.delete("file");
    going = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { "X-Requested-With": "fetch" },
        signal: going.signal,
        keepalive: document.hidden, // outlives the page that is being left
      });
      if (answer.status === 409 || answer.status === 503) { says.textContent = (await answer.json()).error; changed = true; return; }
      if (!answer.ok || answer.redirected) throw new Error();
      says.textContent = `Saved at ${(await answer.json()).saved}. Only you can see it.`;
    } catch {
      changed = true;
      says.textContent = "Not saved just now. If this stays, open this page in a second window and sign in there.";
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 3000);
  });
  form.addEventListener("submit", () => { clearTimeout(waiting); going?.abort(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
}

document.querySelectorAll("form[data-draft]").forEach(keepTyping);
