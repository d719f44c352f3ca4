// `msgKey` and `msgParam` of the robot's OpenAPI: which messages there are, and what each must carry.
import { isRecord, type JsonRecord, parseJson } from "../../../src/core/json.ts";
import { missing, type Reply, refuse, textOf } from "./call.ts";
import type { MessageText } from "./messages.ts";

/** UTF-8 bytes of the JSON text. */
const MOST_BYTES = 15_000;

interface RobotTemplate {
  kind: string;
  fields: string[];
  /** The field that a person reads. */
  shown: string;
}

const TEMPLATES: Record<string, RobotTemplate> = {
  sampleText: { kind: "text", fields: ["content"], shown: "content" },
  sampleMarkdown: { kind: "markdown", fields: ["title", "text"], shown: "text" },
  sampleImageMsg: { kind: "image", fields: ["photoURL"], shown: "photoURL" },
  sampleLink: { kind: "link", fields: ["text", "title", "picUrl", "messageUrl"], shown: "text" },
  sampleActionCard: actionCard(["singleTitle", "singleURL"]),
  ...Object.fromEntries(
    [2, 3, 4, 5, 6].map((count) => [`sampleActionCard${count}`, actionCard(buttons(count))]),
  ),
  sampleAudio: { kind: "audio", fields: ["mediaId", "duration"], shown: "mediaId" },
  sampleFile: { kind: "file", fields: ["mediaId", "fileName", "fileType"], shown: "fileName" },
  sampleVideo: {
    kind: "video",
    fields: ["duration", "videoMediaId", "videoType", "picMediaId"],
    shown: "videoMediaId",
  },
};

type Checked = { ok: true; message: MessageText } | { ok: false; reply: Reply };

export function readRobotMessage(body: JsonRecord): Checked {
  const { msgKey, msgParam } = body;
  if (textOf(msgKey) === "") return no(missing("msgKey"));
  if (msgParam === undefined) return no(missing("msgParam"));
  const template = Object.hasOwn(TEMPLATES, textOf(msgKey)) ? TEMPLATES[textOf(msgKey)] : undefined;
  if (template === undefined) return invalid("msgKey.invalid", "no such message type");
  // An object instead of a JSON text is the usual mistake.
  const content = parseJson(textOf(msgParam));
  if (!isRecord(content)) return invalid("msgParam.invalid", "msgParam must be JSON, as a string");
  if (Buffer.byteLength(textOf(msgParam)) > MOST_BYTES)
    return invalid("msgParam.tooLong", "msgParam is too long");
  const field = template.fields.find((name) => textOf(content[name]).trim() === "");
  if (field !== undefined)
    return no(refuse(400, `miss.param.${template.kind}To${field}`, `${field} is missing or no text`));
  const title = template.fields.includes("title") ? textOf(content.title) : null;
  return { ok: true, message: { kind: template.kind, title, text: textOf(content[template.shown]) } };
}

function no(reply: Reply): Checked {
  return { ok: false, reply };
}

function invalid(what: string, message: string): Checked {
  return no(refuse(400, `invalidParameter.${what}`, message));
}

function actionCard(more: string[]): RobotTemplate {
  return { kind: "actionCard", fields: ["title", "text", ...more], shown: "text" };
}

function buttons(count: number): string[] {
  return Array.from({ length: count }, (_, index) => [
    `actionTitle${index + 1}`,
    `actionURL${index + 1}`,
  ]).flat();
}
