// One conversation on a played disk: its turns, and an answer to the newest of them by played services.

import { makeTables } from "../../../src/conversation/tables.ts";
import { answerTurn } from "../../../src/conversation/turn-answer.ts";
import type { TurnRow } from "../../../src/conversation/turn-row.ts";
import { TurnStore } from "../../../src/conversation/turn-store.ts";
import type { Assistant } from "../../../src/core/assistant.ts";
import type { Holdings } from "../../../src/core/holdings.ts";
import type { Language } from "../../../src/core/language.ts";
import type { IncomingMessage, Outcome } from "../../../src/core/message.ts";
import type { Services } from "../../../src/services.ts";
import { assistant, type Play, type Played, play } from "../answer/played.ts";
import { PlayedStorage } from "../maintenance/played.ts";

const OUTCOME: Outcome = {
  status: "ok",
  reply: "reply",
  model: "m",
  modelVersion: null,
  cached: false,
  usage: null,
  sources: [],
  tools: [],
  truncated: false,
  error: null,
  firstTokenAt: null,
};

export class Room {
  readonly storage = new PlayedStorage();
  turns: TurnStore;
  played: Played;
  assistant: Assistant = assistant();
  holdings: Holdings = { models: [], knowledge: { revision: 0, documents: 0 } };
  config: { modelName: string; modelChoices: string[]; maxMessageCharacters: number } = {
    modelName: "configured",
    modelChoices: [],
    maxMessageCharacters: 100,
  };
  /** What the endpoint lists. */
  listed: string[] = ["configured", "other"];
  language: Language = "en";
  /** `fold` of the running summary: the turn and the newest that was dropped. */
  folded: [number, number][] = [];
  /** What `assistants.find` was asked. */
  wishes: unknown[] = [];

  constructor(given: Play = {}) {
    this.played = play(given);
    makeTables(this.storage.storage);
    this.turns = new TurnStore(this.storage.sql);
    this.turns.open(this.message("first", {}), "chat/room", "title");
  }

  /** As an object that was evicted wakes up. */
  wakeUp(): void {
    this.turns = new TurnStore(this.storage.sql);
  }

  message(text: string, more: Partial<IncomingMessage>): IncomingMessage {
    return {
      messageId: crypto.randomUUID(),
      sessionId: "room",
      sessionIssued: true,
      channel: "api",
      owner: "key:ada",
      userName: null,
      text,
      images: [],
      model: null,
      skipCache: true,
      requestId: "r",
      command: null,
      origin: null,
      ...more,
    };
  }

  /** A message, not answered yet. Its number. */
  say(text: string, more: Partial<IncomingMessage> = {}, insteadOf: number | null = null): number {
    const earlier = insteadOf === null ? null : this.turns.bySeq(insteadOf);
    return this.turns.insert(this.message(text, more), 0, null, earlier);
  }

  /** A message and its answer. */
  past(
    text: string,
    reply = `to ${text}`,
    more: Partial<IncomingMessage> = {},
    end: Partial<Outcome> = {},
  ): number {
    const seq = this.say(text, more);
    this.finish(seq, reply, end);
    return seq;
  }

  finish(seq: number, reply: string, end: Partial<Outcome> = {}): void {
    this.turns.finish(seq, { ...OUTCOME, reply, ...end }, "log", 1);
  }

  /** Asks turn `seq` once more, as `/retry` does. */
  retry(seq: number): number {
    const again = this.say("/retry", { command: { name: "retry", argument: "" } });
    this.turns.repeat(again, this.turns.bySeq(seq) as TurnRow);
    return again;
  }

  async answer(seq: number, stop = new AbortController().signal): Promise<Outcome> {
    const works: Promise<void>[] = [];
    const { services } = this.played;
    const models = this.listed.map((id) => ({ id }));
    const model = services.model && {
      ...services.model,
      catalogue: async () => ({ models }),
      knows: async (name: string) => this.listed.includes(name),
    };
    const more = {
      model,
      config: this.config,
      holdings: { read: async () => this.holdings },
      assistants: {
        find: async (wish: unknown) => {
          this.wishes.push(wish);
          return { assistant: this.assistant, holdings: this.holdings };
        },
      },
      senderOf: () => null,
    };
    const tools = {
      services: { ...services, ...more } as unknown as Services,
      turns: this.turns,
      speaker: { languageOf: () => this.language },
      summarizing: { fold: async (turn: number, dropped: number) => void this.folded.push([turn, dropped]) },
      background: (work: Promise<void>) => void works.push(work),
    } as unknown as Parameters<typeof answerTurn>[0];
    const live = { add: () => undefined } as unknown as Parameters<typeof answerTurn>[2];
    const outcome = await answerTurn(tools, this.turns.bySeq(seq) as TurnRow, live, stop);
    await Promise.all(works);
    return outcome;
  }

  /** What the model was asked last: `user: text`, a line each; an image as `<url>`. */
  prompt(): string[] {
    const messages = this.played.requests.at(-1)?.messages ?? [];
    return messages.map(
      ({ role, content }) => `${role}: ${typeof content === "string" ? content : partsOf(content)}`,
    );
  }
}

function partsOf(content: unknown): string {
  const parts = content as { text?: string; image_url?: { url: string } }[];
  return parts.map(({ text, image_url }) => text ?? `<${image_url?.url}>`).join(" ");
}
