// A right configuration, a deployment that has it, and platforms that are content: what each test spoils in one place.
import type { CallError, CheckUp, Receiver } from "../../../src/channels/channel.ts";
import { createDingTalk } from "../../../src/channels/dingtalk/dingtalk.ts";
import { createDingTalkProbes } from "../../../src/channels/dingtalk/probes.ts";
import { createFeishu } from "../../../src/channels/feishu/feishu.ts";
import { createFeishuProbes } from "../../../src/channels/feishu/probes.ts";
import { parseConfig } from "../../../src/config/config.ts";
import { describeFailure } from "../../../src/core/error.ts";
import { runDoctor } from "../../../src/operations/doctor/doctor.ts";
import type { Check, DoctorReport } from "../../../src/operations/doctor/report.ts";
import type {
  DoctorSubject,
  Platform,
  PlatformAccount,
  PlatformSubject,
} from "../../../src/operations/doctor/subject.ts";

export type Env = Record<string, string>;

export const NOW = 1_760_000_000_000;
export const URL_OF_OURS = "https://bot.example.com";

export const FEISHU: Env = {
  FEISHU_APP_ID: "cli_a0123456789abcde",
  FEISHU_APP_SECRET: "uJ4xK9pQ2mN7vB5cZ8sD1fG6hL3wE0rT",
  FEISHU_ENCRYPT_KEY: "Kudryavka-And-Kotoha-1961",
  FEISHU_VERIFICATION_TOKEN: "v7Tq2Lm9Xc4Rb8Wn5Zs1Kd6Hf3Jg0PyA",
};

export const DINGTALK: Env = {
  DINGTALK_APP_KEY: "dingq0w1e2r3t4y5u6i7",
  DINGTALK_APP_SECRET: "Zx8Cv7Bn6Mq5Wl4Er3Tk2Yj1Uh0Ig9OfPaSdDs-FgHjKlZxCvBnMqWeRt",
  DINGTALK_CORP_ID: "ding9f50b15bccd16741",
  DINGTALK_ROBOT_CODE: "dingq0w1e2r3t4y5u6i7",
};

export const OTHERS: Env = {
  ADMIN_TOKEN: "admin-token-of-the-doctor",
  API_KEYS: "key-one-of-the-doctor,key-two-of-the-doctor",
  MODEL_ENDPOINT: "https://model.example.com/v1",
  MODEL_API_KEY: "sk-of-the-doctor-0123",
  SIGNED_WEBHOOK_SECRET: "signed-secret-of-the-doctor",
  SIGNED_WEBHOOK_STRICT: "true",
  FEISHU_MONTHLY_CALLS: "10000",
  DINGTALK_MONTHLY_CALLS: "10000",
  FEISHU_WEBHOOK_URL: "https://open.feishu.cn/open-apis/bot/v2/hook/0f1e2d3c-4b5a-6978",
  FEISHU_WEBHOOK_SECRET: "Fb2Nq8Rt5Yw1Lk7Xz4Cv9M",
  DINGTALK_WEBHOOK_URL: "https://oapi.dingtalk.com/robot/send?access_token=9a8b7c6d5e4f3a2b1c0d",
  DINGTALK_WEBHOOK_SECRET: "SEC0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
};

export const RIGHT: Env = { ...OTHERS, ...FEISHU, ...DINGTALK };

/** What lies outside the settings. */
export interface World {
  url: string | null;
  inside: boolean;
  feishu: CheckUp;
  dingtalk: CheckUp;
  accounts: Partial<Record<Platform, PlatformAccount | null>>;
  modelAnswers: boolean;
  /** What the deployment at the address was started with. */
  deployed: Env;
  /** Answers before the deployment does; null lets it answer. */
  wall: (path: string, init: RequestInit) => Response | Error | null;
  /** How long each answer takes. */
  tookMs: number;
}

export const CONTENT: CheckUp = {
  token: { ok: true, value: null },
  identity: { ok: true, value: { id: "ou_bot", name: "Helper" } },
};

const BUSY_ACCOUNT: PlatformAccount = {
  calls: [{ month: "2025-10", calls: 100 }],
  arrived: { at: NOW - 3 * 60_000 },
  refused: null,
};

export function refused(code: string, kind: CallError["kind"] = "refused") {
  return { ok: false as const, error: { kind, code, message: `they said ${code}`, pauseMs: null } };
}

function subjectOf(env: Env, world: Partial<World> = {}): DoctorSubject {
  const { config, problems } = parseConfig(env);
  const { feishu, dingtalk, signed, groupBots } = config.channels;
  const clock = { now: NOW };
  const answers = (platform: Platform, answer: CheckUp): PlatformSubject => ({
    ask: async () => answer,
    probes: null,
    account: world.accounts?.[platform] === undefined ? BUSY_ACCOUNT : world.accounts[platform],
  });
  const dingtalkContent: CheckUp = { ...CONTENT, identity: null };
  return {
    problems,
    given: Object.keys(env).filter((name) => env[name] !== ""),
    channels: { feishu, dingtalk, signed },
    groupBots,
    model: config.model && { isReachable: async () => world.modelAnswers ?? true },
    platforms: {
      feishu: {
        ...answers("feishu", world.feishu ?? CONTENT),
        probes: feishu.status === "on" ? () => createFeishuProbes(feishu.settings, clock.now) : null,
      },
      dingtalk: {
        ...answers("dingtalk", world.dingtalk ?? dingtalkContent),
        probes: dingtalk.status === "on" ? () => createDingTalkProbes(dingtalk.settings, clock.now) : null,
      },
    },
    url: world.url === undefined ? URL_OF_OURS : world.url,
    inside: world.inside ?? false,
    fetch: deployment(world.deployed ?? env, world, clock),
    now: () => clock.now,
  };
}

export function examine(env: Env, world: Partial<World> = {}): Promise<DoctorReport> {
  return runDoctor(subjectOf(env, world));
}

/** Answers as the Worker would: verified and read by the channels' own receivers. */
function deployment(env: Env, world: Partial<World>, clock: { now: number }): typeof fetch {
  const { feishu, dingtalk } = parseConfig(env).config.channels;
  const receivers: Record<string, Receiver | null> = {
    "/webhooks/feishu": feishu.status === "on" ? createFeishu(feishu.settings, TOOLS).receiver : null,
    "/webhooks/dingtalk": dingtalk.status === "on" ? createDingTalk(dingtalk.settings, TOOLS).receiver : null,
  };
  return async (input, init = {}) => {
    const { pathname } = new URL(String(input));
    clock.now += world.tookMs ?? 20;
    const walled = world.wall?.(pathname, init) ?? null;
    if (walled instanceof Error) throw walled;
    if (walled !== null) return walled;
    if (pathname === "/health/live") return Response.json({ status: "ok" });
    const receiver = receivers[pathname] ?? null;
    return receiver === null
      ? Response.json({ error: { code: "channel_off" } }, { status: 404 })
      : receive(receiver, init, clock.now);
  };
}

async function receive(receiver: Receiver, init: RequestInit, now: number): Promise<Response> {
  const body = new TextEncoder().encode(String(init.body));
  const verified = await receiver.verify({ headers: new Headers(init.headers), body }, now);
  if (!verified.ok) {
    const described = describeFailure(verified.failure);
    return Response.json({ error: described.body }, { status: described.status });
  }
  const reading = receiver.read(verified.value, null, now);
  return Response.json(reading.kind === "answer" ? reading.body : reading.acknowledgement);
}

const nobody = async () => refused("nobody");

const TOOLS = {
  fetch: () => Promise.reject(new Error("the doctor sends nothing")),
  account: { permit: nobody, renew: async () => undefined },
  now: () => NOW,
  pause: async () => undefined,
};

/** `status id` of everything that is not right. */
export function complaints({ checks }: DoctorReport): string[] {
  return checks
    .filter(({ status }) => status === "warning" || status === "error")
    .map(({ status, id }) => `${status} ${id}`);
}

export function find(report: DoctorReport, id: string): Check {
  const check = report.checks.find((candidate) => candidate.id === id);
  if (check === undefined) throw new Error(`no check ${id} among ${report.checks.map((each) => each.id)}`);
  return check;
}
