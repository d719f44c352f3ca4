// The chat page's entry.
import { render } from "preact";
import { App } from "./app.tsx";
import { findHost } from "./framed/host.ts";
import { fetchReader } from "./hooks/use-reader.ts";
import { sessionOfHash } from "./route.ts";
import { createServices } from "./services.ts";

// A conversation that is opened by its address has answers to read; fetch side by side with its history.
if (sessionOfHash(location.hash) !== null) fetchReader().catch(() => undefined);

const place = document.getElementById("app");
if (place !== null) render(<App services={createServices()} host={findHost()} />, place);
