/* The keys of the counter: the carnet when a person is there, else the search, for the next one. */

const carnet = document.querySelector("[data-counter='carnet']");
const search = document.querySelector("[data-counter='search']");

/* What is there is selected: a scan or a name replaces it. */
for (const field of [carnet, search]) {
  field?.addEventListener("focus", () => field.select());
}

if (!document.querySelector(".error-summary")) (carnet ?? search)?.focus({ preventScroll: true });
