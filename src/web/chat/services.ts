// What the page works with, made once and handed down.
import { type Access, createAccess } from "./access.ts";
import { type Api, createApi } from "./api.ts";
import { Chat } from "./chat.ts";
import { browserOutbox, type Outbox } from "./outbox.ts";
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
  const api = createApi({
    fetch: (input, init) => fetch(input, init),
    readKey: () => access.read().key,
    onKeyAsked: () => access.dispatch({ type: "asked" }),
  });
  const outbox = browserOutbox();
  const tabs = createTabs();
  const newId = () => crypto.randomUUID();
  const chat = new Chat({ api, wait, newId, now: () => new Date(), outbox, tabs });
  return { api, access, chat, outbox, tabs };
}
