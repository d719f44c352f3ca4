// When messages come, of which kind, and how each behaves: drawn from a seed, so that a run can be seen again. Pure.
import { KINDS, type Kind } from "./message.ts";

export interface Arrival {
  /** Milliseconds from the begin of the load. */
  at: number;
  kind: Kind;
  traits: Traits;
}

/** How a message behaves on its way, whatever it asks. */
export interface Traits {
  /** Before the first piece, as people wait for a model. */
  firstTokenMs: number;
  pieces: number;
  /** Between two pieces. */
  pieceMs: number;
  words: number;
  streamed: boolean;
  /** A platform delivers so many copies at one moment. */
  copies: number;
  /** The same message once more after so long; null: not again. */
  againAfterMs: number | null;
  /** A reader's connection breaks after the first piece, and is made anew. */
  breaks: boolean;
  /** A reader goes away before the first piece, and opens the conversation again later. */
  leaves: boolean;
  /** One of the questions that many ask, whose answer may come from the cache; null: a question of its own. */
  common: number | null;
  /** What is wrong with the model this time. */
  illness: Illness | null;
}

/** `passing` ones go away when the call is made again; after the others people must read that there is no answer. */
export interface Illness {
  directive: string;
  passing: boolean;
}

/** Of a hundred messages. */
const WEIGHTS: Record<Kind, number> = { web: 35, completion: 25, feishu: 20, dingtalk: 15, signed: 5 };

const COMMON_QUESTIONS = 5;

const ILLNESSES: Illness[] = [
  { directive: "[[status:503x1]]", passing: true },
  { directive: "[[status:429x2;retry-after=1]]", passing: true },
  { directive: "[[disconnect:1]]", passing: true },
  { directive: "[[status:500]]", passing: false },
  { directive: "[[cut:6]]", passing: false },
  { directive: "[[midstream-error:6]]", passing: false },
];

export interface MixOptions {
  kinds: readonly Kind[];
  /** Part of the messages for which the model is ill. */
  illShare: number;
}

/** Arrivals without an end: each comes at its time however slow the answers are. `rate`: messages a second. */
export function* arrivals(random: () => number, rate: number, mix: MixOptions): Generator<Arrival> {
  const kinds = KINDS.filter((kind) => mix.kinds.includes(kind));
  for (let at = gap(random, rate); ; at += gap(random, rate)) {
    const kind = drawKind(random, kinds);
    yield { at, kind, traits: drawTraits(random, kind, mix.illShare) };
  }
}

/** Of a Poisson process: people do not come evenly. */
function gap(random: () => number, rate: number): number {
  return (-Math.log(1 - random()) / rate) * 1000;
}

function drawKind(random: () => number, kinds: readonly Kind[]): Kind {
  const total = kinds.reduce((sum, kind) => sum + WEIGHTS[kind], 0);
  let left = random() * total;
  for (const kind of kinds) {
    left -= WEIGHTS[kind];
    if (left < 0) return kind;
  }
  return kinds[0] ?? "web";
}

/** Every message draws the same number of times, so that another share of illness leaves the rest as it is. */
function drawTraits(random: () => number, kind: Kind, illShare: number): Traits {
  const between = (low: number, high: number) => Math.round(low + (high - low) * random());
  const chance = (share: number) => random() < share;
  const traits = {
    firstTokenMs: between(100, 500),
    pieces: between(10, 50),
    pieceMs: between(5, 25),
    words: between(20, 120),
    streamed: kind === "web" || chance(0.5),
    copies: chance(0.05) ? 3 : 1,
    againAfterMs: chance(0.05) ? between(300, 5_000) : null,
    breaks: chance(0.05),
    leaves: chance(0.05),
  };
  const isCommon = chance(0.1) && (kind === "web" || kind === "completion");
  const common = between(0, COMMON_QUESTIONS - 1);
  const isIll = chance(illShare);
  const illness = ILLNESSES[Math.floor(random() * ILLNESSES.length)] ?? null;
  return { ...traits, common: isCommon ? common : null, illness: isIll && !isCommon ? illness : null };
}

/** What the fake model reads in the question: how long it takes, and what is wrong. */
export function directivesOf({ firstTokenMs, pieces, pieceMs, illness }: Traits): string {
  const pace = `[[firsttoken:${firstTokenMs}]][[chunks:${pieces}]][[delay:${pieceMs}]]`;
  return `${pace}${illness?.directive ?? ""}`;
}

/** What the model itself takes for the whole answer, in milliseconds. */
export function modelMs({ firstTokenMs, pieces, pieceMs }: Traits): number {
  return firstTokenMs + (pieces - 1) * pieceMs;
}
