// Everything that the fake platform knows, in one place: what a reset clears, and what it keeps.
import { DINGTALK_TEST_APP } from "../dingtalk-delivery.ts";
import type { Card, CardTemplate } from "./card.ts";
import type { CustomRobot } from "./custom-robot.ts";
import type { StoredFile } from "./files.ts";
import { type Limits, noLimits } from "./limits.ts";
import { createMessages, type Messages } from "./messages.ts";
import type { Expiry } from "./sessions.ts";
import { createTokens, setTokenLife, TOKEN_LIFE_SECONDS, type Tokens } from "./tokens.ts";

export interface FakeDingTalkOptions {
  /** 0 takes a free one. */
  port?: number;
  appKey?: string;
  appSecret?: string;
  robotCode?: string;
  /** Beside the default ones; the same id replaces. */
  templates?: Record<string, CardTemplate>;
  /** In place of the default ones. */
  customRobots?: CustomRobot[];
  /** Unix milliseconds; the real clock when absent. */
  now?: () => number;
}

/** How the OpenAPI reaches a chat. */
export interface Reach {
  /** Anything but `ok`: a group refuses; a person stands in the list of that name. */
  messages: "ok" | "invalid" | "flowControlled";
  /** Why cards are not delivered; null: they are. */
  cardError: string | null;
}

export interface World {
  app: { appKey: string; appSecret: string; robotCode: string };
  now: () => number;
  templates: Record<string, CardTemplate>;
  customRobots: CustomRobot[];
  tokens: Tokens;
  limits: Limits;
  recentCalls: Map<string, number[]>;
  customPace: Map<string, { sent: number[]; blockedUntil: number }>;
  expiries: Expiry[];
  reach(chat: string): Reach;
  setReach(chat: string, reach: Partial<Reach>): void;
  messages: Messages;
  cards: Map<string, Card>;
  /** By download code; null: the code is refused. */
  files: Map<string, StoredFile | null>;
  handedOut: Set<string>;
  /** Back to the start, but for the tokens: a client that keeps one must not notice. */
  reset(): void;
}

const REACHED: Reach = { messages: "ok", cardError: null };

/** One variable for both, and the form of the vendor's public template: a static variable of its own. */
const TEMPLATES: Record<string, CardTemplate> = {
  [DINGTALK_TEST_APP.cardTemplateId]: {
    contentKey: DINGTALK_TEST_APP.cardContentKey,
    staticKey: DINGTALK_TEST_APP.cardContentKey,
  },
  "template-static.schema": { contentKey: "msgContent", staticKey: "staticMsgContent" },
};

const CUSTOM_ROBOTS: CustomRobot[] = [
  {
    accessToken: DINGTALK_TEST_APP.webhookToken,
    secret: DINGTALK_TEST_APP.webhookSecret,
    chat: "custom-group",
  },
  { accessToken: "custom-token-unsigned", secret: null, chat: "custom-group-unsigned" },
];

export function createWorld(options: FakeDingTalkOptions): World {
  const reaches: [chat: string, reach: Reach][] = [];
  const messages = createMessages();
  const reach = (chat: string) => reaches.findLast(([name]) => messages.sameChat(name, chat))?.[1] ?? REACHED;
  const world: World = {
    app: {
      appKey: options.appKey ?? DINGTALK_TEST_APP.appKey,
      appSecret: options.appSecret ?? DINGTALK_TEST_APP.appSecret,
      robotCode: options.robotCode ?? options.appKey ?? DINGTALK_TEST_APP.robotCode,
    },
    now: options.now ?? Date.now,
    templates: { ...TEMPLATES, ...options.templates },
    customRobots: options.customRobots ?? CUSTOM_ROBOTS,
    tokens: createTokens(),
    limits: noLimits(),
    recentCalls: new Map(),
    customPace: new Map(),
    expiries: [],
    reach,
    setReach: (chat, change) => void reaches.push([chat, { ...reach(chat), ...change }]),
    messages,
    cards: new Map(),
    files: new Map(),
    handedOut: new Set(),
    reset() {
      reaches.length = 0;
      clear(world);
    },
  };
  return world;
}

function clear(world: World): void {
  if (world.tokens.lifeSeconds !== TOKEN_LIFE_SECONDS) setTokenLife(world, TOKEN_LIFE_SECONDS);
  world.limits = noLimits();
  world.expiries.length = 0;
  world.messages.reset();
  for (const memory of [world.recentCalls, world.customPace, world.cards, world.files, world.handedOut])
    memory.clear();
}
