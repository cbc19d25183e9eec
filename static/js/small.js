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
