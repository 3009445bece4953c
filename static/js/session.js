/* A form is sent when the session is over: the sign-in comes over the page, which stays as it is.
   Without this script the server gives the sign-in, and the fields wait in its page. */

const CHECKED_FOR = 60_000;
const { who, presence } = document.body.dataset;
const dialog = document.createElement("dialog");
let checked = performance.now();
let waiting = null; // the form, and the button that was pressed

const present = () => fetch(presence).then((answer) => answer.json());

function send(token) {
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
  checked = performance.now();
  waiting.form.requestSubmit(waiting.button);
}

/* The first form of a page of sign-in, with its title and its errors. */
function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const [title, errors] = [page.querySelector("h1"), page.querySelector(".error-summary")];
  title.id = "sign-in-title";
  const why = document.createElement("p");
  why.textContent = "Votre connexion s’est fermée. Votre saisie reste dans la page, dessous.";
  const part = page.querySelector("main form") ?? page.querySelector(".page-body");
  dialog.replaceChildren(title, why, ...(errors ? [errors] : []), part);
  dialog.querySelector("input:not([type=hidden])")?.focus();
}

async function signIn() {
  const asked = new URLSearchParams({ next: presence });
  show(await (await fetch(`/connexion/?${asked}`)).text());
  dialog.setAttribute("aria-labelledby", "sign-in-title");
  document.body.append(dialog);
  dialog.showModal();
}

dialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (new URL(answer.url).pathname !== presence) return show(await answer.text());
  const now = await answer.json();
  if (now.who !== who) return location.reload(); // somebody else: the page is not theirs
  dialog.close();
  send(now.token);
});

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    const isKnown = performance.now() - checked < CHECKED_FOR;
    if (form.method !== "post" || dialog.contains(form) || isKnown) return;
    event.preventDefault();
    event.stopPropagation();
    waiting = { form, button: event.submitter };
    const now = await present().catch(() => null);
    if (now && !now.who) return signIn();
    send(now?.token ?? form.elements.csrfmiddlewaretoken.value);
  },
  true,
);
