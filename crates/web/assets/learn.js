// For the pages that teach. They work without this: it searches, draws a class's votes, reads aloud and
// counts what somebody answered in a test, all in the browser.
(() => {
  "use strict";
  const KEPT = "lachan-transfer";
  const byId = (id) => document.getElementById(id);

  addEventListener("leaving", () => localStorage.removeItem(KEPT));

  // Searching the library: words without case and marks, in any order.
  const query = byId("query");
  if (query) {
    const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
    const entries = [...byId("library").children].map((item) => [item, plain(item.dataset.words)]);
    byId("search").hidden = false;
    query.addEventListener("input", () => {
      const words = plain(query.value).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const [item, text] of entries) {
        item.hidden = !words.every((word) => text.includes(word));
        found += item.hidden ? 0 : 1;
      }
      byId("found").textContent = found ? "" : byId("found").dataset.none;
    });
  }

  // A class votes: the bars are drawn from the numbers that stand in the fields, and kept nowhere.
  for (const vote of document.querySelectorAll(".vote")) {
    const fields = [...vote.querySelectorAll("input")];
    vote.addEventListener("input", () => {
      const hands = fields.map((field) => Math.max(0, Number(field.value) || 0));
      const all = hands.reduce((sum, one) => sum + one, 0);
      vote.querySelectorAll(".bar").forEach((bar, place) => {
        bar.style.setProperty("--share", `${all ? (100 * hands[place]) / all : 0}%`);
      });
    });
  }

  // Reading aloud, where the browser has a voice of its own for the language: a voice from
  // elsewhere would carry the words out of the house.
  const speech = window.speechSynthesis;
  const offerVoice = () => {
    const language = document.documentElement.lang;
    const voice = speech.getVoices().find((one) => one.localService && one.lang.startsWith(language));
    if (!voice) return;
    speech.removeEventListener("voiceschanged", offerVoice);
    for (const block of document.querySelectorAll(".learn > section, .help-inner, .sheet")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "small-button aloud";
      button.textContent = document.body.dataset.aloud;
      button.addEventListener("click", () => {
        const reading = speech.speaking;
        speech.cancel();
        if (reading && block.dataset.reading) return;
        const said = new SpeechSynthesisUtterance(spoken(block));
        said.lang = voice.lang;
        said.voice = voice;
        said.rate = 0.9;
        block.dataset.reading = "yes";
        said.addEventListener("end", () => delete block.dataset.reading);
        speech.speak(said);
      });
      block.append(button);
    }
  };
  const spoken = (block) => {
    const copy = block.cloneNode(true);
    copy.querySelectorAll("button, .on-paper, svg, [hidden]").forEach((one) => one.remove());
    copy.querySelectorAll("h1, h2, h3, p, li, dd, dt, summary").forEach((one) => one.append(". "));
    return copy.textContent.replace(/\s+/g, " ").replaceAll(/([.!?…])\s*\./g, "$1");
  };
  if (speech) {
    speech.addEventListener("voiceschanged", offerVoice);
    offerVoice();
  }

  // A test: what was chosen is counted here, and kept here only where somebody wants it.
  const test = byId("transfer");
  if (test) {
    const chats = [...test.querySelectorAll(".chat")];
    const chosen = (chat) => chat.querySelector("input:checked")?.value;
    const counted = () => {
      const tricks = chats.filter((chat) => "trick" in chat.dataset);
      const others = chats.filter((chat) => !("trick" in chat.dataset));
      const wrong = (some) => some.filter((chat) => chosen(chat) === "wrong").length;
      return { found: wrong(tricks), tricks: tricks.length, feared: wrong(others), others: others.length };
    };
    const share = (here, part, whole) => { here.textContent = `${part} ${here.dataset.of} ${whole}`; };
    const kept = byId("kept");
    const earlier = () => {
      try {
        const all = JSON.parse(localStorage.getItem(KEPT));
        return Array.isArray(all) ? all : [];
      } catch {
        return [];
      }
    };
    const list = () => {
      const all = earlier();
      byId("forget").hidden = !all.length;
      kept.replaceChildren(...all.map((one) => {
        const item = document.createElement("li");
        const of = kept.dataset.of;
        item.textContent = `${one.day} · ${one.test} · ${kept.dataset.found}: ${one.found} ${of} ${one.tricks} · ${kept.dataset.feared}: ${one.feared} ${of} ${one.others}`;
        return item;
      }));
    };
    test.addEventListener("change", () => {
      if (!chats.every(chosen)) return;
      const now = counted();
      byId("counted").hidden = false;
      share(byId("found-tricks"), now.found, now.tricks);
      share(byId("feared"), now.feared, now.others);
      for (const chat of chats) chat.querySelector("details").open = true;
      list();
    });
    byId("keep").addEventListener("click", () => {
      const day = new Date().toISOString().slice(0, 10);
      localStorage.setItem(KEPT, JSON.stringify([...earlier(), { day, test: test.dataset.test, ...counted() }]));
      byId("keep").disabled = true;
      list();
    });
    byId("forget").addEventListener("click", () => {
      localStorage.removeItem(KEPT);
      list();
    });
  }
})();
