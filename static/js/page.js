/* On every page: no second submit, and the focus on what just happened. */

const BUSY_AFTER = 1000;

/* Enter twice, double click: the second one is ignored, the words say so after a second.
   A form that answers with a file leaves its page open: it says `data-file` and is left alone. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || "file" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const pressed = event.submitter?.matches("[aria-hidden]") ? null : event.submitter;
  const button = pressed ?? form.querySelector("button:not([type=button], [name], [aria-hidden])");
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  setTimeout(() => {
    if (!form.dataset.sent) return;
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.busy ?? "Enregistrement en cours";
  }, BUSY_AFTER);
});

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.words) button.textContent = button.dataset.words;
  }
}

/* Back brings the page from memory: its forms can be sent again. */
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

/* After an act, its message; after an error, the summary. */
document.querySelector("[data-focus]")?.focus({ preventScroll: false });

/* Esc closes an open menu and gives the focus back to what opened it. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest("details[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
