// Small texts of addresses, headers and chats: each is one of a few things, or none of them.
import { askedPauseMs } from "../../../src/core/backoff.ts";
import { backupIdAt, timeOfBackup } from "../../../src/core/backup.ts";
import { parseRange } from "../../../src/core/byte-range.ts";
import { parseCommand } from "../../../src/core/command.ts";
import { decodeCursor, encodeCursor } from "../../../src/core/cursor.ts";
import { decodeDocumentId, folderOf, idOfKey, originalKey } from "../../../src/core/document-key.ts";
import { encodeEvent, parseEventId } from "../../../src/core/event-stream.ts";
import { saneContentType } from "../../../src/core/file.ts";
import { decodeFileKey, isFileKey, isFilePrefix } from "../../../src/core/file-key.ts";
import { firstIdAt, timeOf, toHex } from "../../../src/core/identifier.ts";
import { imageType } from "../../../src/core/image-type.ts";
import { languageAmong, languageOf } from "../../../src/core/language.ts";
import { isSameVersion, judge } from "../../../src/core/precondition.ts";
import { open, seal } from "../../../src/core/sealing.ts";
import { readDownload, signDownload } from "../../../src/http/download-token.ts";
import { hold, holdSame } from "../hold.ts";
import { choiceOf, onText, type Target } from "../target.ts";

const SECRET = "an admin token of the test";
const KEY = "models/a b/选.bin";

export const headerTargets: Target[] = [
  {
    name: "command",
    covers: ["src/core/command.ts"],
    seeds: () => ["/help", "／新对话", " /model  deepseek-chat ", "/stop now", "/模型 a", "/retry\n"],
    tokens: ["/", "／", "model", "新对话", " ", "\t", "\u3000"],
    check: onText((text) => {
      const command = parseCommand(text);
      if (command === null) return;
      hold(/^\s*[/／]/.test(text), "only what begins with a stroke is a command");
      hold(command.argument === "" || command.name === "model", "only /model takes a word");
      holdSame(parseCommand(`/${command.name} ${command.argument}`), command, "said again");
    }),
  },
  {
    name: "cursor",
    covers: ["src/core/cursor.ts"],
    seeds: () => [encodeCursor("list", ["a", 1]), encodeCursor("other", ["选", "\ud800"]), "WyJhIl0"],
    tokens: ["-", "_", "=", "W", "IiI"],
    check: onText((text) => {
      for (const count of [0, 1, 2]) {
        const values = decodeCursor("list", text, count);
        if (values === null) continue;
        hold(values.length === count && values.every((value) => typeof value === "string"), "as many texts");
      }
      // No name that stands in a cursor is longer; as JSON and base64 a control character takes eight.
      const name = text.slice(0, 400).toWellFormed();
      const cursor = encodeCursor("list", [name, 7]);
      holdSame(decodeCursor("list", cursor, 2), [name, "7"], "decoded again");
      hold(decodeCursor("another", cursor, 2) === null, "a cursor of another list is none");
    }),
  },
  {
    name: "byte-range",
    covers: ["src/core/byte-range.ts"],
    seeds: () => ["bytes=0-", "bytes=-5", "bytes=2-3", "BYTES=0-0", "bytes=0-1,3-4", " bytes=9-"],
    tokens: ["bytes=", "-", ","],
    check: onText((text) => {
      for (const size of [0, 1, 10, 5_000_000_000]) {
        const range = parseRange(text, size);
        if (range === "whole" || range === "unsatisfiable") continue;
        const { offset, length } = range;
        hold(Number.isSafeInteger(offset) && Number.isSafeInteger(length), "whole numbers");
        hold(offset >= 0 && length > 0 && offset + length <= size, "within the file");
      }
    }),
  },
  {
    name: "precondition",
    covers: ["src/core/precondition.ts"],
    seeds: () => ['"a"', 'W/"a", "b"', "*", "a,b", '"a', " * ", '""'],
    tokens: ['W/"', '"', ",", "*"],
    check: onText((text) => {
      const present = { etag: '"a"' };
      hold(["met", "unmet"].includes(judge({ ifMatch: text }, present)), "if-match");
      hold(["met", "unchanged"].includes(judge({ ifNoneMatch: text }, present)), "if-none-match");
      hold(judge({ ifMatch: text }, null) === "unmet", "nothing there matches nothing");
      hold(judge({ ifNoneMatch: text }, null) === "met", "nothing there is not unchanged");
      if (isSameVersion(text, present.etag))
        hold(judge({ ifMatch: text }, present) === "met", "the same version");
    }),
  },
  {
    name: "file-key",
    covers: ["src/core/file-key.ts"],
    seeds: () => [
      "models/a.bin",
      "knowledge/%E9%80%89/a.pdf",
      "backups/../models/a",
      "logs/2026/",
      "mod",
      "models%2Fa",
    ],
    tokens: ["models/", "%2F", "%2e%2e", "..", "//", "%00", "%5c", "%ff", "\\"],
    check: onText((text) => {
      const key = decodeFileKey(text);
      isFilePrefix(text);
      if (key === null) return;
      hold(isFileKey(key) && isFilePrefix(key), "a key, and the beginning of one");
      hold(Buffer.byteLength(key) <= 512, "as long as the bucket takes");
      hold(
        !key.split("/").some((part) => part === "" || part === "." || part === ".."),
        "leads nowhere else",
      );
      hold(decodeFileKey(encodeURIComponent(key)) === key, "encoded and decoded");
    }),
  },
  {
    name: "document-key",
    covers: ["src/core/document-key.ts"],
    seeds: () => ["handbook", "%E9%80%89%E8%AF%BE", "a.b-c_d", "..", "e%CC%81", "a%2Fb"],
    tokens: ["%CC%81", "%2F", ".", "..", "İ", "\u0344", "ﬁ"],
    check: onText((text) => {
      const id = decodeDocumentId(text);
      // No door takes a longer name.
      for (const name of [text.slice(0, 300), null]) {
        const key = originalKey(id ?? "a", name, "pdf");
        hold(isFileKey(key), "the key of its original is one");
        hold(key.startsWith(folderOf(id ?? "a")), "in its own folder");
        if (id !== null) holdSame(idOfKey(key), id, "whose key it is");
      }
      idOfKey(text);
      if (id !== null) holdSame(decodeDocumentId(encodeURIComponent(id)), id, "encoded and decoded");
    }),
  },
  {
    name: "identifiers",
    covers: ["src/core/identifier.ts", "src/core/backup.ts", "src/core/event-stream.ts"],
    seeds: () => [
      "2026-11-25T19-00-00-000Z",
      firstIdAt(1_760_000_000_000),
      "3-120",
      " 0-0 ",
      "2026-13-40T99-00-00-000Z",
    ],
    tokens: ["-", "T", "Z", "7", "0-", "999999999"],
    check: onText((text) => {
      const backup = timeOfBackup(text);
      if (backup !== null) holdSame(backupIdAt(backup), text, "a backup's id");
      const time = timeOf(text);
      if (time !== null) hold(firstIdAt(time) <= text, "the first id of its moment is not later");
      const position = parseEventId(text);
      if (position === null) return;
      const event = encodeEvent({ event: "delta", data: { text } }, position);
      holdSame(parseEventId(/^id: (.*)$/m.exec(event)?.[1] ?? ""), position, "an event's id");
      hold(event.split("\n").length === 5, "an event is four lines and an empty one");
    }),
  },
  {
    name: "headers",
    covers: ["src/core/language.ts", "src/core/file.ts", "src/core/backoff.ts", "src/core/image-type.ts"],
    seeds: () => [
      "zh-CN,zh;q=0.9,en;q=0.8",
      "text/plain; charset=utf-8",
      "120",
      "Wed, 21 Oct 2026 07:28:00 GMT",
      "\x89PNG\r\n",
    ],
    tokens: [";q=", ",", "*", "zh", "en", "/", "..", "e9", "-"],
    check(input) {
      const text = Buffer.from(input).toString("latin1");
      hold(
        ["zh", "en"].includes(languageAmong(text)) && ["zh", "en"].includes(languageOf(text)),
        "a language of ours",
      );
      hold(/^[ -~]{3,240}$/.test(saneContentType(text)), "a header can hold the type");
      imageType(input);
      const value = text.replace(/[^\t -~]/g, "");
      for (const name of ["retry-after", "retry-after-ms"]) {
        const pause = askedPauseMs(new Headers({ [name]: value }), 1_760_000_000_000);
        hold(pause === null || !Number.isNaN(pause), "a pause is a number");
      }
    },
  },
  {
    name: "download-token",
    covers: ["src/http/download-token.ts", "src/core/cursor.ts", "src/core/hmac.ts"],
    seeds: () => ["WyJkb3dubG9hZCJd.00", "a.b.c", "."],
    tokens: [".", "WyJkb3dubG9hZCIs", "=="],
    check: onText(async (text) => {
      hold((await readDownload(SECRET, text)) === null, "nobody else makes a token");
      const end = choiceOf(text, 2 ** 31);
      const token = await signDownload(SECRET, KEY, end);
      holdSame(await readDownload(SECRET, token), { key: KEY, end }, "ours is read again");
      const at = choiceOf(text, token.length);
      const other = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
      hold((await readDownload(SECRET, other)) === null, "one sign of it is another");
    }),
  },
  {
    name: "sealing",
    covers: ["src/core/sealing.ts", "src/core/identifier.ts"],
    seeds: () => ["a note", "选", ""],
    tokens: [],
    check: onText(async (given) => {
      // What is sealed is our own, and begins with no byte order mark.
      const text = given.replace(/^\ufeff+/, "");
      const code = toHex(new TextEncoder().encode(text.slice(0, 8)));
      const sealed = await seal(code, text.toWellFormed().slice(0, 2_000).toWellFormed(), new Uint8Array(12));
      holdSame(await open(code, sealed), text.toWellFormed().slice(0, 2_000).toWellFormed(), "opened again");
      const opened = await open(`${code}0`, sealed).catch(() => null);
      hold(opened === null, "another code opens nothing");
    }),
  },
];
