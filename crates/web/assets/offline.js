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

// A folder's own page is the one that a web server shows for it.
const kept = async (address) => {
  const index = new URL("index.html", new URL(address, location));
  for (const one of [address, index]) {
    const found = await caches.match(one, { ignoreSearch: true });
    if (found) return found;
  }
  return Response.error();
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "GET") {
    event.respondWith(fetch(request).catch(() => kept(request.url)));
  } else if (address.pathname.endsWith("/help")) {
    // Nobody is there to ask the next question: then all steps at once.
    event.respondWith(fetch(request).catch(() => kept("help/steps")));
  }
});
