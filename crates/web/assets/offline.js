// Keeps the pages that teach, and help, where there is no network any more. Before this stands what
// to keep: KEPT (addresses from here) and NAME (changes with their content). Nothing that anybody
// wrote or was told is kept.
const OURS = NAME.slice(0, NAME.lastIndexOf("-") + 1);

const forget = async (but) => {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== but);
  await Promise.all(names.map((name) => caches.delete(name)));
};

addEventListener("install", (event) => {
  const keep = async () => {
    await (await caches.open(NAME)).addAll(KEPT);
    await skipWaiting();
  };
  event.waitUntil(keep());
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forget(NAME), clients.claim()]));
});

// Whoever leaves quickly leaves nothing here either.
addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(Promise.all([forget(), registration.unregister()]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  const kept = async (what) => (await caches.match(what, { ignoreSearch: true })) ?? Response.error();
  if (request.method === "GET") {
    event.respondWith(fetch(request).catch(() => kept(request)));
  } else if (address.pathname.endsWith("/help")) {
    // Nobody is there to ask the next question: then all steps at once.
    event.respondWith(fetch(request).catch(() => kept("help/steps")));
  }
});
