"use strict";
(() => {
  // A player is there while it is open: a closed one neither loads nor plays.
  for (const details of document.querySelectorAll("article details")) {
    const link = details.lastElementChild;
    details.addEventListener("toggle", () => {
      details.lastElementChild.remove();
      if (!details.open) return details.append(link);
      const frame = document.createElement("iframe");
      frame.title = link.textContent;
      frame.src = link.href;
      details.append(frame);
    });
  }

  const button = document.getElementById("Copy"), address = document.getElementById("Feed");
  if (!button) return;
  const status = document.getElementById("Status");
  button.hidden = false;
  button.addEventListener("click", async () => {
    address.select();
    try {
      // Browsers give the first only to pages that come by https.
      if (navigator.clipboard) await navigator.clipboard.writeText(address.value);
      else if (!document.execCommand("copy")) return;
    } catch { return; } // it stays selected, to be copied by hand
    status.textContent = status.dataset.copied;
  });
})();
