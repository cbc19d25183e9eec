// Small helps for every page. Nothing here is needed: each page works without it.
"use strict";

// A second click on a button that sends a form does nothing, until the page is shown anew.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "repeatable" in form.dataset) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});

// Shown anew: by the Back button, from the browser's memory.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
});

// How much room is left, under a text box with data-count="500".
function countDown(box) {
  const words = document.createElement("p");
  words.className = "form-text";
  words.setAttribute("aria-live", "polite");
  box.after(words);
  let waiting;
  const show = () => {
    const left = Number(box.dataset.count) - box.value.length;
    const many = Math.abs(left).toLocaleString("en-GB") + (Math.abs(left) === 1 ? " character" : " characters");
    words.textContent = left < 0 ? `${many} too many` : `${many} left`;
    words.classList.toggle("field-message", left < 0);
  };
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 400); });
  show();
}

document.querySelectorAll("textarea[data-count]").forEach(countDown);
document.querySelector("[data-focus]")?.focus();

// Hiding the page: it is covered at once, then left for one that shows nothing; by the button in the header, or by
// Escape pressed twice. Without a script the button is a link to the same page.
const way = document.querySelector("[data-hide]");
let pressed = -Infinity;

function hide() {
  document.title = "Blank page";
  document.body.replaceChildren();
  document.body.className = "";
  location.replace(way.href); // in place of this page, so that Back does not show it
}

way?.addEventListener("click", (event) => { event.preventDefault(); hide(); });
document.addEventListener("keydown", (event) => {
  if (!way || event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - pressed < 1000) hide();
  pressed = event.timeStamp;
}, true);
