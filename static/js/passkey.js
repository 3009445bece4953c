/* A passkey: what the browser answers goes with the form of the button that asks for it.
   The button is there where the browser can; elsewhere, the words that say so stay. */

const button = document.querySelector("[data-passkey]");
const verb = button?.dataset.passkey; // create, get
const read = globalThis.PublicKeyCredential?.[
  verb === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON"
];

if (read) {
  const form = button.closest("form");
  const { publicKey } = JSON.parse(document.getElementById("passkey-options").textContent);
  form.querySelector("[data-no-passkey]").hidden = true;
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const options = read.call(PublicKeyCredential, publicKey);
      const answer = await navigator.credentials[verb]({ publicKey: options });
      form.elements.credential.value = JSON.stringify(answer.toJSON());
      form.requestSubmit();
    } catch {
      form.querySelector("[data-passkey-refused]").hidden = false;
    }
  });
}
