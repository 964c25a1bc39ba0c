// Keeps the page of a bridge point and its files on the computer, for the time without network. A page comes from the
// server while that answers; the one that was kept is a day old at most. SHELL is written above by the server.
const KEPT = `site files ${SHELL.version}`;
const PAGES = "site pages";
const PATIENCE = 4000; // ms for a page
const LONGEST = 24 * 3600 * 1000; // ms a page is kept
const FILES = new Set(SHELL.files);

self.addEventListener("install", (event) => {
  event.waitUntil(keepFiles().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  const path = event.data?.keep;
  if (typeof path === "string" && isPage(path)) event.waitUntil(fetched(path).catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && isPage(address.pathname)) event.respondWith(page(request, address.pathname));
  else if (FILES.has(address.pathname)) event.respondWith(file(request, address.pathname));
});

function isPage(path) {
  return /^\/sites\/[0-9a-z]+$/.test(path.slice(SHELL.root.length)) && path.startsWith(SHELL.root);
}

async function keepFiles() {
  const kept = await caches.open(KEPT);
  await kept.addAll(SHELL.files.map((each) => new Request(each, { cache: "reload" })));
}

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("site files ") && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function page(request, path) {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: impatience.signal });
    await note(path, answer.clone());
    return answer.status < 500 ? answer : ((await kept(path)) ?? answer);
  } catch (error) {
    const found = await kept(path);
    if (found) return found;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function fetched(path) {
  await note(path, await fetch(path, { cache: "no-store" }));
}

/** Keep a good page; one that is closed for good is kept no longer. */
async function note(path, answer) {
  const pages = await caches.open(PAGES);
  if (answer.ok && !answer.redirected) await pages.put(path, answer);
  else if (answer.status === 404) await pages.delete(path);
}

async function kept(path) {
  const pages = await caches.open(PAGES);
  const found = await pages.match(path);
  if (!found) return undefined;
  if (Date.now() - Date.parse(found.headers.get("Date") ?? "") < LONGEST) return found;
  await pages.delete(path);
  return undefined;
}

async function file(request, path) {
  const found = await (await caches.open(KEPT)).match(path);
  return found ?? fetch(request);
}
