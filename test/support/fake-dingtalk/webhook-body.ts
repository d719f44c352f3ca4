// The bodies that a session webhook and a custom robot take, with the codes for what is missing in them.
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import { type Incoming, type Reply, refuseOld, textOf, textsOf } from "./call.ts";
import type { MessageText } from "./messages.ts";

/** UTF-8 bytes of the whole body. */
const MOST_BYTES = 20_000;

interface MessageType {
  /** The code when the type's own object is missing, and one for each field that must be a text. */
  missing: number;
  fields: [name: string, errcode: number][];
}

const TYPES: Record<string, MessageType> = {
  text: { missing: 400201, fields: [["content", 400202]] },
  link: {
    missing: 400301,
    fields: [
      ["text", 400302],
      ["title", 400303],
      ["messageUrl", 400304],
    ],
  },
  markdown: {
    missing: 400401,
    fields: [
      ["title", 400402],
      ["text", 400403],
    ],
  },
  actionCard: {
    missing: 400501,
    fields: [
      ["title", 400502],
      ["text", 400503],
    ],
  },
  feedCard: { missing: 400601, fields: [] },
};

type Checked = { ok: true; message: MessageText } | { ok: false; reply: Reply };

export function readWebhookBody(incoming: Incoming): Checked {
  const { body, headers } = incoming;
  if (!(headers["content-type"] ?? "").startsWith("application/json"))
    return no(43004, "invalid Content-Type");
  if (!isRecord(incoming.json)) return no(40035, "invalid json");
  if (incoming.bytes > MOST_BYTES) return no(460101, "message too long, exceed 20000 bytes");
  const type = textOf(body.msgtype);
  const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (known === undefined) return no(400105, `unsupported msgtype: ${type}`);
  const content = body[type];
  if (!isRecord(content)) return no(known.missing, `miss param : ${type}`);
  const [field, errcode] = known.fields.find(([name]) => textOf(content[name]).trim() === "") ?? [];
  if (errcode !== undefined) return no(errcode, `miss param : ${type}->${field}`);
  if (type === "feedCard" && !hasLinks(content)) return no(400602, "miss param : feedCard->links");
  return { ok: true, message: read(type, content, body.at) };
}

function no(errcode: number, errmsg: string): Checked {
  return { ok: false, reply: refuseOld(errcode, errmsg) };
}

function hasLinks({ links }: JsonRecord): boolean {
  const complete = (link: unknown) =>
    isRecord(link) && ["title", "messageURL", "picURL"].every((field) => textOf(link[field]) !== "");
  return Array.isArray(links) && links.length > 0 && links.every(complete);
}

function read(kind: string, content: JsonRecord, at: unknown): MessageText {
  const text =
    kind === "text" ? textOf(content.content) : kind === "feedCard" ? titles(content) : textOf(content.text);
  const title = kind === "text" || kind === "feedCard" ? null : textOf(content.title);
  return { kind, title, text, notified: notified(kind, text, isRecord(at) ? at : {}) };
}

function titles({ links }: JsonRecord): string {
  const all: unknown[] = Array.isArray(links) ? links : [];
  return all.map((link) => (isRecord(link) ? textOf(link.title) : "")).join("\n");
}

/** In Markdown an @ works only where the text names the person too; cards and links notify nobody. */
function notified(kind: string, text: string, at: JsonRecord): string[] {
  if (kind !== "text" && kind !== "markdown") return [];
  const people = [...textsOf(at.atUserIds), ...textsOf(at.atMobiles)];
  if (kind === "markdown") return people.filter((person) => text.includes(`@${person}`));
  return at.isAtAll === true ? [...people, "all"] : people;
}
