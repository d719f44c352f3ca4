// The chat page's entry. Under the address of a shared conversation it shows that, and nothing else.
import { render } from "preact";
import { initialLanguage, LanguageContext } from "../common/language.ts";
import { App } from "./app.tsx";
import { fetchParser } from "./chat-stream.ts";
import { LazyPart } from "./components/lazy-part.tsx";
import { findHost } from "./framed/host.ts";
import { fetchReader } from "./hooks/use-reader.ts";
import { sessionOfHash, shareTokenOfPath } from "./route.ts";
import { createServices } from "./services.ts";

const loadShared = () => import("./share/shared-app.tsx").then((part) => part.SharedApp);

function Shared({ token }: { token: string }) {
  return (
    <LanguageContext.Provider value={initialLanguage()}>
      <LazyPart load={loadShared} with={{ services: createServices(), token }} />
    </LanguageContext.Provider>
  );
}

const token = shareTokenOfPath(location.pathname);
// A conversation that is opened by its address has answers to read; fetch side by side with its history.
if (token !== null || sessionOfHash(location.hash) !== null) fetchReader().catch(() => undefined);

const place = document.getElementById("app");
if (place !== null)
  render(
    token === null ? <App services={createServices()} host={findHost()} /> : <Shared token={token} />,
    place,
  );

if (token === null) fetchParser().catch(() => undefined);

// Only the page itself: a widget's frame lives by the page around it, a shared conversation is read once.
if (location.pathname === "/" && "serviceWorker" in navigator)
  addEventListener("load", () => {
    import("./update/update.tsx").then(({ watchForUpdates }) => watchForUpdates()).catch(() => undefined);
  });
