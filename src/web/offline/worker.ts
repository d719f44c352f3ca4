// sw.js, the service worker of the chat page: without a network the page still opens, and files of an older build stay for pages that
// are still open. It never answers for the network where there is one: what a page loads is always the newest.
import { entry, files, version } from "virtual:built-files";

declare const self: ServiceWorkerGlobalScope;

const PREFIX = "clawdbot-";
const OWN = PREFIX + version;
const SHELL = "/";
const EXTRAS = ["/favicon.svg", "/manifest.webmanifest", "/icons/icon-192.png"];

self.addEventListener("install", (event) => event.waitUntil(keepBuild()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === SHELL) event.respondWith(networkFirst(request));
  } else if (pathname.startsWith("/assets/")) event.respondWith(keptFirst(request));
  else if (EXTRAS.includes(pathname)) event.respondWith(networkFirst(request));
});

/** All or nothing: a page whose parts are not all there is worse than none. */
async function keepBuild(): Promise<void> {
  const shell = await fetch(SHELL, { cache: "reload" });
  // While a deployment spreads, the page may be another build's than this script.
  if (!shell.ok || !(await shell.clone().text()).includes(entry)) throw new Error("not this build's page");
  const cache = await caches.open(OWN);
  await cache.addAll([...files, ...EXTRAS]);
  await cache.put(SHELL, shell);
}

/** Happens when no page of the older worker is open any more. */
async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== OWN);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function networkFirst(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return newestKept(new URL(request.url).pathname);
  }
}

/** A newer worker may have kept its build already and wait for its turn. */
async function newestKept(path: string): Promise<Response> {
  for (const name of (await caches.keys()).reverse()) {
    const found = name.startsWith(PREFIX) ? await caches.match(path, { cacheName: name }) : undefined;
    if (found !== undefined) return found;
  }
  return Response.error();
}

/** A name with a hash never means anything else. */
async function keptFirst(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
