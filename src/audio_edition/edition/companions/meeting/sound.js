// The MP3 that the page has inside, given to its audio element piece by piece; resolves once it can be played.
const loadSound = async (audio) => {
  const pieces = document.querySelectorAll("script.sound"), parts = [];
  const bytesOf = (text) => Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  for (const piece of pieces) {
    parts.push(bytesOf(piece.textContent));
    piece.remove(); // the text takes more memory than the sound
    if (parts.length % 8 === 0) await new Promise((go) => setTimeout(go)); // let the page be drawn
  }
  const ready = new Promise((go, fail) => {
    audio.addEventListener("loadedmetadata", go, { once: true });
    audio.addEventListener("error", fail, { once: true });
  });
  if (parts.length) audio.src = URL.createObjectURL(new Blob(parts, { type: "audio/mpeg" }));
  audio.preload = "auto";
  if (!parts.length) audio.load();
  await ready;
};
