// The messages of a conversation in their order: what stands before which, what another version takes the place of.
import type { HistoryPage } from "../../core/wire.ts";
import { messagesOfPage } from "./history.ts";
import { emptyAnswer, type Message, type UserMessage } from "./message.ts";
import { isForGood } from "./request.ts";

type Path = readonly Message[];

function identify(message: Message): string {
  return `${message.role} ${message.id}`;
}

export function questionIn(path: Path, id: string): UserMessage | null {
  const found = path.find((message) => message.role === "user" && message.id === id);
  return found?.role === "user" ? found : null;
}

function indexOfQuestion(path: Path, id: string): number {
  return path.findIndex((message) => message.role === "user" && message.id === id);
}

/** Older messages in front, without those that are there already. */
export function withOlder(path: Path, page: HistoryPage): Message[] {
  const known = new Set(path.map(identify));
  return [...messagesOfPage(page).filter((message) => !known.has(identify(message))), ...path];
}

/** Another version of a message takes its place, and what followed it is no longer on the path. */
function inItsPlace(path: Path, question: UserMessage): Message[] {
  const earlier = question.insteadOf === null ? null : questionIn(path, question.insteadOf);
  if (earlier === null) return [...path, question];
  const before = path.slice(0, path.indexOf(earlier));
  const known = earlier.versions.length === 0 ? [earlier.id] : earlier.versions;
  const versions = known.includes(question.id) ? known : [...known, question.id];
  // Pictures that stay on the earlier version are seen, though they are not sent again.
  const imageCount = question.imageCount || earlier.imageCount;
  return [...before, { ...question, versions, imageCount }];
}

/** The question once, at its place. */
export function withQuestion(path: Path, question: UserMessage): Message[] {
  const index = indexOfQuestion(path, question.id);
  if (index < 0) return inItsPlace(path, question);
  return path.map((message, at) =>
    at === index && message.role === "user" ? { ...message, unsent: question.unsent } : message,
  );
}

export function withoutAnswer(path: Path, id: string): Message[] {
  return path.filter((message) => message.role === "user" || message.id !== id);
}

export function withoutQuestion(path: Path, id: string): Message[] {
  return path.filter((message) => message.id !== id);
}

/** A fresh answer right behind its question; messages that wait their turn stay behind it. */
export function withFreshAnswer(path: Path, question: UserMessage): Message[] {
  const asked = withoutAnswer(withQuestion(path, question), question.id);
  const behind = indexOfQuestion(asked, question.id) + 1;
  return [
    ...asked.slice(0, behind),
    emptyAnswer(question.id, "waiting", question.timestamp),
    ...asked.slice(behind),
  ];
}

function saysTheSame(one: Message, other: Message): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What is known here and says the same is kept, with the pictures that only this page has. */
function kept(known: Message | undefined, said: Message): Message {
  if (known === undefined) return said;
  if (known.role === "user" && said.role === "user") {
    const { images, imageCount, model } = known;
    const merged = { ...said, images, imageCount: imageCount || said.imageCount, model };
    return saysTheSame(known, merged) ? known : merged;
  }
  return saysTheSame(known, said) ? known : said;
}

/** What the server does not have: messages that wait to be sent, with the answer that says why one was refused. */
function waiting(path: Path, known: ReadonlySet<string>): Message[] {
  const ids = new Set(
    path.flatMap((message) => (message.role === "user" && message.unsent ? [message.id] : [])),
  );
  return path.filter((message) => ids.has(message.id) && !known.has(message.id));
}

/**
 * The newest page as the server has it, behind what was loaded of the older ones; `joined` unless the two have nothing in
 * common: then the older ones are to be asked for anew.
 */
export function withNewest(path: Path, page: HistoryPage): { messages: Message[]; joined: boolean } {
  const said = messagesOfPage(page);
  const known = new Map(path.map((message) => [identify(message), message]));
  const [first] = said;
  const start = first === undefined ? -1 : path.findIndex((message) => identify(message) === identify(first));
  const before = start < 0 ? [] : path.slice(0, start);
  const own = waiting(path, new Set(said.map(({ id }) => id)));
  const newest = said.map((message) => kept(known.get(identify(message)), message));
  let messages: Message[] = [...before, ...newest];
  // An unsent version stands where the message stood of which it is one.
  for (const message of own)
    messages = message.role === "user" ? withQuestion(messages, message) : messages.concat(message);
  return { messages, joined: start >= 0 };
}

/** The next message that waits its turn: nothing was heard of it yet. Behind one that may still go out it waits for that. */
export function nextUnsent(path: Path): UserMessage | null {
  for (const [at, message] of path.entries()) {
    if (message.role !== "user" || !message.unsent) continue;
    const answer = path[at + 1];
    if (answer?.role !== "assistant") return message;
    if (answer.failure !== null && !isForGood(answer.failure)) return null;
  }
  return null;
}
