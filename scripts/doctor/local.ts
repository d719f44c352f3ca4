// Examines the settings of this folder from Node: asks the platforms directly, and tries deliveries where `npm start` serves.
import type { Account, CheckUp, Credentials, Probe } from "../../src/channels/channel.ts";
import { createDingTalk } from "../../src/channels/dingtalk/dingtalk.ts";
import { createDingTalkProbes } from "../../src/channels/dingtalk/probes.ts";
import { createFeishu } from "../../src/channels/feishu/feishu.ts";
import { createFeishuProbes } from "../../src/channels/feishu/probes.ts";
import { parseConfig } from "../../src/config/config.ts";
import type { ChannelSetting } from "../../src/core/channel-settings.ts";
import { readCatalogue } from "../../src/model/catalogue.ts";
import { runDoctor } from "../../src/operations/doctor/doctor.ts";
import type { DoctorSubject, PlatformSubject } from "../../src/operations/doctor/subject.ts";
import type { Options } from "./options.ts";
import { type Line, toLine } from "./print.ts";
import { readSettingsFile } from "./settings-file.ts";

export async function examineLocal({ envFile, port, language }: Options): Promise<Line[]> {
  const { file, exists, values } = readSettingsFile(envFile);
  const found = foundLine(file, exists, envFile !== null, language);
  if (found.status === "error") return [found];
  const { checks } = await runDoctor(await subjectOf(values, port));
  return [found, ...checks.map((check) => toLine(check, language))];
}

function foundLine(file: string, exists: boolean, asked: boolean, language: Options["language"]): Line {
  const line = { id: "file", title: { en: "Settings file", zh: "配置文件" }[language] };
  if (exists) return { ...line, status: "ok", message: file, fix: null };
  const message = { en: `${file} is not there.`, zh: `没有找到 ${file}。` };
  const fix = { en: "Copy .dev.vars.example to .dev.vars.", zh: "请把 .dev.vars.example 复制为 .dev.vars。" };
  return { ...line, status: asked ? "error" : "warning", message: message[language], fix: fix[language] };
}

async function subjectOf(values: Record<string, string>, port: number): Promise<DoctorSubject> {
  const { config, problems } = parseConfig(values);
  const { feishu, dingtalk, signed, groupBots } = config.channels;
  const { model } = config;
  const tools = { fetch, account: NO_ACCOUNT, now: Date.now, pause: async () => undefined };
  return {
    problems,
    given: Object.keys(values).filter((name) => values[name] !== ""),
    channels: { feishu, dingtalk, signed },
    groupBots,
    model: model && { isReachable: async () => (await readCatalogue(model, fetch, Date.now)).reachable },
    platforms: {
      feishu: platformOf(
        feishu,
        (settings) => createFeishu(settings, tools).credentials,
        (settings) => createFeishuProbes(settings, Date.now()),
      ),
      dingtalk: platformOf(
        dingtalk,
        (settings) => createDingTalk(settings, tools).credentials,
        (settings) => createDingTalkProbes(settings, Date.now()),
      ),
    },
    url: await findServer(port),
    inside: false,
    fetch,
    now: Date.now,
  };
}

function platformOf<Settings>(
  setting: ChannelSetting<Settings>,
  credentials: (settings: Settings) => Credentials,
  probes: (settings: Settings) => Promise<Probe[]>,
): PlatformSubject {
  if (setting.status !== "on") return { ask: null, probes: null, account: null };
  const { settings } = setting;
  return { ask: () => checkUp(credentials(settings)), probes: () => probes(settings), account: null };
}

async function checkUp({ fetchToken, fetchIdentity }: Credentials): Promise<CheckUp> {
  const token = await fetchToken();
  if (!token.ok) return { token, identity: null };
  const identity = fetchIdentity === null ? null : await fetchIdentity(token.value.token);
  return { token: { ok: true, value: null }, identity };
}

/** Null when nothing listens there. */
async function findServer(port: number): Promise<string | null> {
  const url = `http://localhost:${port}`;
  try {
    await (await fetch(`${url}/health/live`, { redirect: "manual" })).body?.cancel();
    return url;
  } catch {
    return null;
  }
}

/** The doctor sends nothing, so nobody asks for a permit. */
const NO_ACCOUNT: Account = {
  permit: async () => ({
    ok: false,
    error: { kind: "refused", code: "doctor", message: "The doctor sends nothing.", pauseMs: null },
  }),
  renew: async () => undefined,
};
