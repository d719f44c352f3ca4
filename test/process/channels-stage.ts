// The whole program with both platforms played on loopback: messages as the platforms deliver them, and what people then see.
import { DINGTALK_TEST_APP, dingtalkDelivery, dingtalkMessage } from "../support/dingtalk-delivery.ts";
import { type FakeDingTalk, startFakeDingTalk } from "../support/fake-dingtalk.ts";
import { type FakeFeishu, startFakeFeishu } from "../support/fake-feishu.ts";
import { type FakeModel, startFakeModel } from "../support/fake-model.ts";
import { FEISHU_TEST_APP, feishuDelivery, feishuMessage } from "../support/feishu-delivery.ts";
import { freshFolder, type Program, startProgram } from "../support/program.ts";

const ADMIN = "admin-token-0123456789";

export type PlatformName = "feishu" | "dingtalk";

/** A message of some chat, and the words that only its answer holds. */
export interface Planned {
  platform: PlatformName;
  chat: string;
  id: string;
  answer: string;
  body: string;
  /** Signed when it is sent: the platforms do so with every try. */
  send(): Promise<number | null>;
}

export interface ChannelsStage {
  program(): Program;
  model: FakeModel;
  feishu: FakeFeishu;
  dingtalk: FakeDingTalk;
  start(): Promise<void>;
  plan(platform: PlatformName, chat: string, id: string, directives?: string): Planned;
  /** Texts that people of this chat see, in order. */
  seen(platform: PlatformName, chat: string): string[];
  close(): Promise<void>;
}

export async function openChannelsStage(settings: Record<string, string> = {}): Promise<ChannelsStage> {
  const [model, feishu, dingtalk] = await Promise.all([
    startFakeModel(),
    startFakeFeishu(),
    startFakeDingTalk(),
  ]);
  const folder = freshFolder();
  let program: Program | null = null;
  const running = () => {
    if (program === null) throw new Error("the program was not started");
    return program;
  };
  const all = {
    MODEL_ENDPOINT: `${model.url}/v1`,
    MODEL_API_KEY: "sk-fake",
    ADMIN_TOKEN: ADMIN,
    CACHE_TTL_SECONDS: "0",
    FEISHU_APP_ID: FEISHU_TEST_APP.appId,
    FEISHU_APP_SECRET: FEISHU_TEST_APP.appSecret,
    FEISHU_ENCRYPT_KEY: FEISHU_TEST_APP.encryptKey,
    FEISHU_VERIFICATION_TOKEN: FEISHU_TEST_APP.verificationToken,
    FEISHU_API_BASE: feishu.url,
    DINGTALK_APP_KEY: DINGTALK_TEST_APP.appKey,
    DINGTALK_APP_SECRET: DINGTALK_TEST_APP.appSecret,
    DINGTALK_API_BASE: dingtalk.url,
    DINGTALK_OAPI_BASE: dingtalk.url,
    ...settings,
  };
  return {
    program: running,
    model,
    feishu,
    dingtalk,
    async start() {
      program = await startProgram({ folder, settings: all });
    },
    plan(platform, chat, id, directives = "") {
      const answer = `answer of ${id}.`;
      const text = `question ${id} [[reply:${answer}]]${directives}`;
      const send =
        platform === "feishu" ? feishuSender(chat, id, text) : dingtalkSender(dingtalk.url, chat, id, text);
      return { platform, chat, id, answer, body: text, send: () => send(running().url) };
    },
    seen: (platform, chat) =>
      platform === "feishu"
        ? feishu.visible({ chat }).map(({ text }) => text)
        : dingtalk.visible({ chat }).map(({ text }) => text),
    async close() {
      await program?.kill();
      await Promise.all([model.close(), feishu.close(), dingtalk.close()]);
    },
  };
}

type SendTo = (url: string) => Promise<number | null>;

function feishuSender(chat: string, id: string, text: string): SendTo {
  const event = feishuMessage({ text, chatId: chat, messageId: `om_${id}`, openId: `ou_${chat}` });
  return async (url) => post(`${url}/webhooks/feishu`, await feishuDelivery(event));
}

function dingtalkSender(baseUrl: string, chat: string, id: string, text: string): SendTo {
  const message = dingtalkMessage({ text, senderStaffId: chat, msgId: `msg_${id}`, baseUrl });
  return async (url) => post(`${url}/webhooks/dingtalk`, await dingtalkDelivery(message));
}

/** The status; null when nobody answered, as while the process is dead. */
async function post(
  url: string,
  { body, headers }: { body: string; headers: Record<string, string> },
): Promise<number | null> {
  try {
    const response = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(10_000) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

/** How often each of these answers is seen in its chat. */
export function timesSeen(stage: ChannelsStage, planned: Planned[]): Map<string, number> {
  return new Map(
    planned.map(({ platform, chat, id, answer }) => [
      id,
      stage.seen(platform, chat).filter((text) => text.includes(answer)).length,
    ]),
  );
}

/** Ids of the answers of one chat, in the order in which people first saw them. */
export function orderSeen(stage: ChannelsStage, planned: Planned[]): string[] {
  const [first] = planned;
  if (first === undefined) return [];
  const texts = stage.seen(first.platform, first.chat);
  const place = ({ answer }: Planned) => texts.findIndex((text) => text.includes(answer));
  return planned.toSorted((left, right) => place(left) - place(right)).map(({ id }) => id);
}
