// The second channel, /control/, for tests in another process. Not recorded itself, and never struck by a fault.
import { parseJson } from "../../../src/core/json.ts";
import {
  ControlError,
  number,
  only,
  readChaos,
  readExpiry,
  readFile,
  readLimits,
  readReach,
  readRules,
} from "./control-input.ts";
import type { Controls, Fake } from "./fake.ts";
import { atLeast } from "./waiting.ts";

export interface ControlReply {
  status: number;
  body: unknown;
}

/** The questions and commands are listed in fake-dingtalk.ts. */
export async function control(fake: Fake, method: string, url: URL, text: string): Promise<ControlReply> {
  const name = url.pathname.slice("/control/".length);
  try {
    const body =
      method === "GET"
        ? await ask(fake, name, url.searchParams)
        : act(fake.controls, method, name, url, text);
    if (body !== undefined) return { status: 200, body };
    return { status: 404, body: { error: { message: `no ${method} ${url.pathname} here` } } };
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return { status: 400, body: { error: { message: error.message } } };
  }
}

/** Undefined when there is no such question. */
async function ask({ controls, events }: Fake, name: string, query: URLSearchParams): Promise<unknown> {
  const wanted = Number(query.get("at_least") ?? 0);
  const chat = query.get("chat");
  const contains = query.get("contains");
  switch (name) {
    case "visible": {
      const finished = query.get("finished") === "true";
      return atLeast(events, wanted, () => controls.visible({ chat, contains, finished }));
    }
    case "calls": {
      const operation = query.get("operation");
      return atLeast(events, wanted, () => controls.calls({ chat, contains, operation }));
    }
    case "marks":
      return atLeast(events, wanted, () => controls.marks(chat));
    case "faults":
      return controls.pendingFaults();
    case "waiting": {
      const gate = query.get("name") ?? "";
      const each = await atLeast(events, wanted, () => Array.from({ length: controls.waiting(gate) }));
      return { name: gate, waiting: each.length };
    }
    default:
      return undefined;
  }
}

/** Undefined when there is no such command. */
function act(controls: Controls, method: string, name: string, url: URL, text: string): unknown {
  const json = () => parseJson(text === "" ? "{}" : text);
  switch (`${method} ${name}`) {
    case "POST faults":
      for (const rule of readRules(json())) controls.fault(rule);
      return {};
    case "DELETE faults":
      controls.clearFaults();
      return {};
    case "POST chaos":
      controls.chaos(readChaos(json()));
      return {};
    case "POST revoke":
      controls.revoke();
      return {};
    case "POST token":
      controls.tokenLife(number(only(json(), ["expireIn"]), "expireIn"));
      return {};
    case "POST expire-sessions":
      controls.expireSessions(readExpiry(json()));
      return {};
    case "POST limits":
      controls.limit(readLimits(json()));
      return {};
    case "POST chats": {
      const { chat, reach } = readReach(json());
      controls.reach(chat, reach);
      return {};
    }
    case "POST files": {
      const { downloadCode, file } = readFile(json());
      controls.file(downloadCode, file);
      return {};
    }
    case "POST release":
      controls.release(url.searchParams.get("name") ?? "");
      return {};
    case "POST reset":
      controls.reset();
      return {};
    default:
      return undefined;
  }
}
