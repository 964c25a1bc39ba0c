// Keeps the scanner's own files and its page on the telephone, by version. It keeps nothing of any person: neither the
// pages of signed-in staff nor any answer of the API passes through here. SHELL is written above by the server.
const KEPT = `door ${SHELL.version}`;
const SETTINGS = "door settings";
const LANGUAGE = `${SHELL.root}/door/language`;
const PATIENCE = 3000; // ms for a page of signed-in staff
const FILES = new Set(SHELL.files);

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("message", ({ data }) => {
  if (Object.keys(SHELL.pages).includes(data?.language)) {
    caches.open(SETTINGS).then((settings) => settings.put(LANGUAGE, new Response(data.language)));
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  const door = address.pathname.slice(SHELL.root.length).match(/^\/door\/[^/]+(\/pair)?\/?$/);
  if (request.mode === "navigate" && door?.[1]) event.respondWith(shellOrNetwork(request, address));
  else if (request.mode === "navigate" && door) event.respondWith(networkOrShell(request, address));
  else if (FILES.has(address.pathname)) event.respondWith(file(request, address));
});

/** Fetch everything anew; either all of it is there, or the old version goes on. */
async function keep() {
  const kept = await caches.open(KEPT);
  await kept.addAll(SHELL.files.map((file) => new Request(file, { cache: "reload" })));
  await Promise.all(
    Object.values(SHELL.pages).map(async (page) => {
      const answer = await fetch(page, { cache: "reload", credentials: "omit" });
      if (!answer.ok) throw new Error(`${page} answers ${answer.status}`);
      await kept.put(page, answer);
    }),
  );
}

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("door ") && name !== KEPT && name !== SETTINGS);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function shellOrNetwork(request, address) {
  return (await shell(address)) ?? fetch(request);
}

/** The page of signed-in staff comes from the server alone; without it, the page that is alike for everybody. */
async function networkOrShell(request, address) {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: impatience.signal });
    if (answer.status < 500) return answer;
    return (await shell(address)) ?? answer;
  } catch (error) {
    const kept = await shell(address);
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function shell(address) {
  const wanted = address.searchParams.get("lang") ?? (await remembered());
  const page = SHELL.pages[wanted] ?? SHELL.pages.vi;
  return (await caches.open(KEPT)).match(page);
}

async function remembered() {
  const answer = await (await caches.open(SETTINGS)).match(LANGUAGE);
  return answer?.text();
}

async function file(request, address) {
  const kept = await (await caches.open(KEPT)).match(address.pathname);
  return kept ?? fetch(request);
}
