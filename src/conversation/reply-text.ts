// What a platform's reader sees of a finished turn: the answer, and what has to be said about it. Half an answer is never shown as whole.
import { type Language, languageOf } from "../core/language.ts";
import { writeTarget } from "../core/markdown/target.ts";
import type { Source } from "../core/wire.ts";
import { errorOf, originOf, sourcesOf, type TurnRow } from "./turn-row.ts";
import { type Words, wordsIn } from "./words.ts";

/** Later than this, a person wonders why now. */
const LATE_MS = 30 * 60_000;
const HOUR_MS = 3_600_000;

export interface ReplyText {
  /** Empty: there is nothing to say. */
  markdown: string;
  failed: boolean;
}

/** Said before the answer, from its first shown word on. */
export function openingOf(turn: TurnRow, language: Language): string {
  const origin = originOf(turn);
  if (origin === null) return "";
  const words = wordsIn(language);
  const lateMs = turn.received_at - origin.sentAt;
  return lateMs > LATE_MS ? `${words.late(Math.floor(lateMs / HOUR_MS))}\n\n` : "";
}

export function replyText(turn: TurnRow, language: Language): ReplyText {
  const words = wordsIn(language);
  if (turn.state === "failed") {
    const error = errorOf(turn);
    const notice = words.failed(reasonOf(words, error?.code ?? ""), turn.request_id);
    const half = turn.reply === "" ? [] : [turn.reply, words.brokeOff];
    return { markdown: joined(turn, language, [...half, notice]), failed: true };
  }
  if (turn.state === "stopped") {
    const markdown = turn.reply === "" ? "" : joined(turn, language, [turn.reply, words.stoppedMark]);
    return { markdown, failed: false };
  }
  const sources = sourcesOf(turn).map(sourceText);
  const isImageLost =
    turn.model !== "command" && (originOf(turn)?.attachments.length ?? 0) > turn.image_count;
  const remarks = [
    ...(isImageLost ? [words.imageLost] : []),
    ...(turn.truncated === 1 ? [words.truncatedMark] : []),
    ...(sources.length > 0 ? [words.sources + [...new Set(sources)].join(words.separator)] : []),
  ];
  const answer = turn.reply.trim() === "" ? words.noAnswer : turn.reply;
  return { markdown: joined(turn, language, [answer, ...remarks]), failed: false };
}

/** A document's title is a text: what it writes as a link is none. */
function sourceText({ title, url, number }: Source): string {
  const label = title.replace(/[[\]\\`]/g, "\\$&");
  const named = url === undefined ? label : `[${label}](${writeTarget(url)})`;
  return number === undefined ? named : `[${number}] ${named}`;
}

/**
 * The language to speak: that of the words. A command in Latin letters and a bare image have none of their own: then that of
 * what was said before, else the platform's.
 */
export function languageFor(turn: TurnRow, before: string | null, platform: Language): Language {
  const hasWords = turn.text.trim() !== "" && turn.command === null;
  if (hasWords || /\p{Script=Han}/u.test(turn.text)) return languageOf(turn.text);
  return before === null ? platform : languageOf(before);
}

function joined(turn: TurnRow, language: Language, paragraphs: string[]): string {
  return openingOf(turn, language) + paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}

function reasonOf(words: Words, code: string): string {
  const reasons: Record<string, string> = words.reasons;
  return reasons[code] ?? words.reasons.other;
}
