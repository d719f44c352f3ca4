// What the page works with, made once and handed down.
import { type Access, createAccess } from "./access.ts";
import { type Api, createApi } from "./api.ts";
import { Chat } from "./chat.ts";
import { browserOutbox, isProvisional, type Outbox } from "./outbox.ts";
import { createTabs, type Tabs } from "./tabs.ts";

export interface Services {
  api: Api;
  access: Access;
  chat: Chat;
  outbox: Outbox;
  tabs: Tabs;
}

/** A pause that ends early when the network comes back. */
function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      removeEventListener("online", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    addEventListener("online", finish);
  });
}

export function createServices(): Services {
  const access = createAccess();
  const outbox = browserOutbox();
  const server = createApi({
    fetch: (input, init) => fetch(input, init),
    readKey: () => access.read().key,
    onKeyAsked: () => access.dispatch({ type: "asked" }),
  });
  const api: Api = {
    ...server,
    // A conversation that the server does not know yet lies here alone.
    async forget(sessionId, leaving) {
      if (!isProvisional(sessionId)) return server.forget(sessionId, leaving);
      for (const { id } of await outbox.list(sessionId)) await outbox.drop(id);
    },
  };
  const tabs = createTabs();
  const newId = () => crypto.randomUUID();
  const chat = new Chat({ api, wait, newId, now: () => new Date(), outbox, tabs });
  return { api, access, chat, outbox, tabs };
}
