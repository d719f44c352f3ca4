// A page of another site that carries the widget, as strict about itself as such pages get.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContextOptions, FrameLocator, Page } from "playwright-core";
import { type Visit, visit } from "../support/browser.ts";

export interface HostSite {
  /** On 127.0.0.1, where the bot is on localhost: to a browser these are two sites. */
  origin: string;
  close(): Promise<void>;
}

/** `/?ATTRIBUTES` is a page whose script tag has these attributes. */
export async function startHostSite(botUrl: () => string): Promise<HostSite> {
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? "/", "http://host");
    if (pathname !== "/") return void response.writeHead(404).end();
    const attributes = decodeURIComponent(search.slice(1));
    const tag = `<script src="${botUrl()}/widget.js" ${attributes} async></script>`;
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy(botUrl()),
    });
    response.end(`<!doctype html><html lang="en"><head><title>Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">${tag}</head>
<body><main><h1>Shop</h1><p>Everything for the desk.</p><button type="button">Buy</button></main>${tag}</body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** No more than the documentation asks for. */
function policy(bot: string): string {
  return `default-src 'none'; script-src ${bot}; frame-src ${bot}; base-uri 'none'; require-trusted-types-for 'script'`;
}

export interface WidgetVisit extends Visit {
  bubble: ReturnType<Page["getByRole"]>;
  panel: ReturnType<Page["locator"]>;
  chat: FrameLocator;
}

export async function visitHost(
  browser: Browser,
  site: HostSite,
  attributes = "",
  options: BrowserContextOptions = {},
): Promise<WidgetVisit> {
  const visited = await visit(browser, `${site.origin}/?${encodeURIComponent(attributes)}`, options);
  const { page } = visited;
  const bubble = page.locator("clawdbot-widget > button, clawdbot-widget button[aria-haspopup]").first();
  await bubble.waitFor();
  return {
    ...visited,
    bubble,
    panel: page.locator("clawdbot-widget dialog"),
    chat: page.frameLocator("clawdbot-widget iframe"),
  };
}
