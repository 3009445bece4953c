/* The mediator's button says what it will do: « Encaisser 3 pass (30,00 €) ». */

const NBSP = "\u00a0";

function words(count, value) {
  if (!count) return "Encaisser";
  const amount = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 2 }).format(count * value);
  const spaced = amount.replace(/[\u202f\s]/g, NBSP);
  return value ? `Encaisser ${count}${NBSP}pass (${spaced}${NBSP}€)` : `Encaisser ${count}${NBSP}pass`;
}

for (const form of document.querySelectorAll("form[data-redeem]")) {
  const codes = form.querySelector("[name=codes]");
  const button = form.querySelector("[data-act]");
  const say = () => {
    const count = codes.value.split(/[\n\r,;]+/).filter((code) => code.trim()).length;
    button.textContent = words(count, Number(form.dataset.value ?? 0));
  };
  codes.addEventListener("input", say);
  say();
}
