// The service worker is registered, and a page that has become old says so. Loaded when the page stands: nobody waits for it.
import { render } from "preact";
import { UpdateNotice } from "./update-notice.tsx";

/** So long may a page stay open, in milliseconds, until its return is a reason to look for a newer one. */
const patience = 30 * 60_000;

export async function watchForUpdates(): Promise<void> {
  const registration = await navigator.serviceWorker.register("/sw.js");
  let looked = Date.now();
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") void tellIfOld();
    });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - looked < patience) return;
    looked = Date.now();
    registration.update().catch(() => undefined);
  });
}

/** A worker is found to be new after the page was loaded anew, too: then there is nothing to say. */
async function tellIfOld(): Promise<void> {
  const response = await fetch("/", { cache: "no-store" }).catch(() => null);
  if (response === null || !response.ok) return;
  const page = await response.text();
  // Those of the page as it came; what a lazy part brought along has a whole address.
  const parts = document.head.querySelectorAll(
    'script[type="module"][src^="/"], [rel="stylesheet"][href^="/"]',
  );
  const addresses = [...parts].map((part) => part.getAttribute("src") ?? part.getAttribute("href") ?? "");
  if (addresses.every((address) => page.includes(address))) return;
  const place = document.createElement("div");
  document.body.append(place);
  render(<UpdateNotice onDismiss={() => render(null, place)} />, place);
}
