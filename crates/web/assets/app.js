// The pages work without this. It makes them quicker to leave and kinder to use.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add("js");

  // Leaving: at once, without a way back to this page by "back".
  const leave = byId("leave");
  const go = () => {
    navigator.serviceWorker?.controller?.postMessage("forget");
    dispatchEvent(new Event("leaving"));
    document.title = "";
    document.body.hidden = true;
    location.replace(leave.href);
  };
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    const now = Date.now();
    presses = [...presses.filter((then) => now - then < 1500), now];
    if (presses.length >= 3) go();
  });

  // Kept for when there is no network; from a disk all is there anyway.
  const { worker } = document.body.dataset;
  if (worker && navigator.serviceWorker && location.protocol !== "file:") {
    navigator.serviceWorker.register(worker).catch(() => {});
  }

  const print = byId("print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  const form = byId("check");
  if (!form) return;
  const [file, text, drop, chosen, send, trouble] =
    ["file", "text", "drop", "chosen", "send", "trouble"].map(byId);
  const label = send.textContent;

  const say = (message) => {
    byId("trouble-text").textContent = message;
    trouble.hidden = !message;
    if (message) trouble.scrollIntoView({ block: "nearest" });
  };

  // A picture does not even leave the browser.
  const refuse = (picked) => {
    if (/^(image|video|audio)\//.test(picked.type)) return form.dataset.picture;
    if (picked.size > 32 * 1024 * 1024) return form.dataset.tooLarge;
    return "";
  };
  file.addEventListener("change", () => {
    const picked = file.files[0];
    const refusal = picked ? refuse(picked) : "";
    if (refusal) file.value = "";
    chosen.textContent = picked && !refusal ? picked.name : "";
    say(refusal);
  });

  // Dropped anywhere on the page, a file lands in the form instead of opening by itself.
  addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  addEventListener("dragleave", () => drop.classList.remove("over"));
  addEventListener("drop", (event) => {
    drop.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    file.files = event.dataTransfer.files;
    file.dispatchEvent(new Event("change"));
  });

  form.addEventListener("submit", (event) => {
    if (send.getAttribute("aria-disabled") === "true") return event.preventDefault();
    if (!file.files.length && !text.value.trim()) {
      event.preventDefault();
      say(form.dataset.nothing);
      return;
    }
    send.setAttribute("aria-disabled", "true");
    send.textContent = form.dataset.checking;
  });
  addEventListener("pageshow", () => {
    send.removeAttribute("aria-disabled");
    send.textContent = label;
  });
})();
