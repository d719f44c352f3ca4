// Everything that the fake platform knows, in one place: what a reset clears, and what it keeps.

import type { Card } from "./card.ts";
import type { CardRules } from "./card-json.ts";
import { type Chats, createChats } from "./chats.ts";
import type { CustomBot } from "./custom-bot.ts";
import { type Limits, noLimits } from "./limits.ts";
import { createMessages, type Messages } from "./messages.ts";
import type { StoredFile } from "./resources.ts";
import { FEISHU_TEST_APP } from "./test-app.ts";
import { createTokens, TOKEN_LIFE_SECONDS, type Tokens } from "./tokens.ts";

export interface FakeFeishuOptions {
  /** 0 takes a free one. */
  port?: number;
  appId?: string;
  appSecret?: string;
  /** In place of the default ones. */
  customBots?: CustomBot[];
  /** Unix milliseconds; the real clock when absent. `advance` adds to it. */
  now?: () => number;
}

export interface Bot {
  openId: string;
  appName: string;
  /** 2: activated. Any other: the platform sends nothing for it. */
  activateStatus: number;
  /** The question who it is fails. */
  fails: boolean;
}

export interface World {
  app: { appId: string; appSecret: string };
  bot: Bot;
  now: () => number;
  advance(milliseconds: number): void;
  tokens: Tokens;
  limits: Limits;
  /** Times of recent calls, by what they are counted for. */
  recent: Map<string, number[]>;
  chats: Chats;
  messages: Messages;
  cards: Map<string, Card>;
  /** By file key; null: the key is refused. */
  files: Map<string, StoredFile | null>;
  customBots: CustomBot[];
  /** Tokens live on, with their first lifetime for the next one. */
  reset(): void;
}

const BOT: Bot = {
  openId: FEISHU_TEST_APP.botOpenId,
  appName: FEISHU_TEST_APP.botName,
  activateStatus: 2,
  fails: false,
};

const CUSTOM_BOTS: CustomBot[] = [
  {
    id: FEISHU_TEST_APP.webhookId,
    secret: FEISHU_TEST_APP.webhookSecret,
    chatId: FEISHU_TEST_APP.webhookChatId,
  },
  { id: "hook-unsigned", secret: null, chatId: "oc_hook_unsigned" },
];

export function createWorld(options: FakeFeishuOptions): World {
  const clock = options.now ?? Date.now;
  let ahead = 0;
  const world: World = {
    app: {
      appId: options.appId ?? FEISHU_TEST_APP.appId,
      appSecret: options.appSecret ?? FEISHU_TEST_APP.appSecret,
    },
    bot: { ...BOT },
    now: () => clock() + ahead,
    advance(milliseconds) {
      ahead += milliseconds;
    },
    tokens: createTokens(),
    limits: noLimits(),
    recent: new Map(),
    chats: createChats(),
    messages: createMessages(),
    cards: new Map(),
    files: new Map(),
    customBots: options.customBots ?? CUSTOM_BOTS,
    reset() {
      ahead = 0;
      world.tokens.lifeSeconds = TOKEN_LIFE_SECONDS;
      world.bot = { ...BOT };
      world.limits = noLimits();
      world.chats = createChats();
      world.messages = createMessages();
      for (const kept of [world.recent, world.cards, world.files]) kept.clear();
    },
  };
  return world;
}

/** Nothing can be uploaded here, so the only known images are those that a test stored. */
export function cardRules({ limits, files }: World): CardRules {
  return { tablesAllowed: limits.tablesPerCard, isImage: (key) => (files.get(key) ?? null) !== null };
}
