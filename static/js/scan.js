/* The camera of the mediator's page: `<div data-scan data-target="#id_codes">`.

   The camera is asked by a button, never by itself. Each code read is added, once, to the field
   named by data-target, which stays there to be typed in. The network's state is said in words. */

const EVERY = 150;

const WORDS = {
  start: "Scanner avec la caméra",
  stop: "Arrêter la caméra",
  ready: "Visez le QR code du pass.",
  refused: "La caméra n’est pas autorisée. Tapez le code dans le champ.",
  missing: "Aucune caméra sur cet appareil. Tapez le code dans le champ.",
  added: (count) => (count > 1 ? `Code ajouté. ${count} codes dans la liste.` : "Code ajouté. 1 code dans la liste."),
  again: "Ce code est déjà dans la liste.",
  torch: "Allumer la lampe",
  dark: "Éteindre la lampe",
};

function element(name, attributes = {}, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/* jsQR is 250 kB: fetched only where the browser cannot read a QR code itself. */
function loadReader(address) {
  return new Promise((resolve, reject) => {
    if (globalThis.jsQR) return resolve();
    const script = element("script", { src: address });
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

async function makeReader(root) {
  if ("BarcodeDetector" in globalThis) {
    const formats = await BarcodeDetector.getSupportedFormats();
    if (formats.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue;
    }
  }
  await loadReader(root.dataset.reader);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!video.videoWidth) return undefined;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return globalThis.jsQR(data, width, height)?.data;
  };
}

class Scanner {
  constructor(root) {
    this.root = root;
    this.field = document.querySelector(root.dataset.target);
    this.button = element("button", { type: "button", class: "btn" }, WORDS.start);
    this.torch = element("button", { type: "button", class: "btn", hidden: "" }, WORDS.torch);
    this.video = element("video", { playsinline: "", muted: "", hidden: "", "aria-hidden": "true" });
    this.status = element("p", { class: "scan-status", role: "status" });
    root.classList.add("scan");
    root.append(this.video, this.status, this.button, this.torch);
    this.button.addEventListener("click", () => (this.stream ? this.stop() : this.start()));
    this.torch.addEventListener("click", () => this.light());
  }

  say(words) {
    this.status.textContent = words;
  }

  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      this.read = await makeReader(this.root);
    } catch (error) {
      this.stop();
      this.say(error.name === "NotFoundError" ? WORDS.missing : WORDS.refused);
      this.field.focus();
      return;
    }
    this.video.srcObject = this.stream;
    this.video.hidden = false;
    await this.video.play();
    this.button.textContent = WORDS.stop;
    const [track] = this.stream.getVideoTracks();
    this.torch.hidden = !track.getCapabilities?.().torch;
    this.say(WORDS.ready);
    this.look();
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.hidden = true;
    this.torch.hidden = true;
    this.button.textContent = WORDS.start;
    this.say("");
  }

  async light() {
    this.lit = !this.lit;
    const [track] = this.stream.getVideoTracks();
    await track.applyConstraints({ advanced: [{ torch: this.lit }] });
    this.torch.textContent = this.lit ? WORDS.dark : WORDS.torch;
  }

  async look() {
    if (!this.stream) return;
    const code = await this.read(this.video).catch(() => undefined);
    if (code && code !== this.last) this.add(code.trim());
    this.last = code;
    setTimeout(() => this.look(), EVERY);
  }

  add(code) {
    const single = this.field.tagName === "INPUT";
    const codes = single ? [] : this.field.value.split(/[\n\r,;]+/).filter(Boolean);
    if (codes.includes(code)) {
      this.say(WORDS.again);
      return;
    }
    codes.push(code);
    this.field.value = single ? code : `${codes.join("\n")}\n`;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.say(WORDS.added(codes.length));
    navigator.vibrate?.(60);
  }
}

function sayNetwork() {
  for (const bar of document.querySelectorAll("[data-network]")) {
    bar.dataset.network = navigator.onLine ? "on" : "off";
    bar.querySelector("[data-online]").hidden = !navigator.onLine;
    bar.querySelector("[data-offline]").hidden = navigator.onLine;
  }
}

if (navigator.mediaDevices?.getUserMedia) {
  document.querySelectorAll("[data-scan]").forEach((root) => new Scanner(root));
}
addEventListener("online", sayNetwork);
addEventListener("offline", sayNetwork);
sayNetwork();
