// GET /api/admin/doctor: what is wrong with the settings, the platforms and the address, and which switch to flip.
import type { Hono } from "hono";
import type { PlatformName } from "../../channel-services.ts";
import type { Language } from "../../core/language.ts";
import { type Services, servicesOf } from "../../services.ts";
import type { AppContext, AppEnv } from "../context.ts";
import { mount } from "../routes.ts";

type Subject = Parameters<Services["runDoctor"]>[0];

export function mountDoctor(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/doctor", { GET: examine });
}

async function examine(context: AppContext): Promise<Response> {
  const language = readLanguage(context);
  const { ok, checks } = await servicesOf(context.env).runDoctor(await subjectOf(context));
  const said = checks.map(({ id, status, title, message, fix }) => ({
    id,
    status,
    title: title[language],
    message: message[language],
    fix: fix?.[language] ?? null,
  }));
  return context.json({ ok, checks: said }, 200, { "Content-Language": language });
}

/** `?language=` wins over what the browser prefers. */
function readLanguage(context: AppContext): Language {
  const wanted = context.req.query("language") ?? context.req.header("accept-language") ?? "";
  return /^\s*zh/i.test(wanted) ? "zh" : "en";
}

async function subjectOf(context: AppContext): Promise<Subject> {
  const { config, problems, model, now } = servicesOf(context.env);
  const { feishu, dingtalk, signed, groupBots } = config.channels;
  const [feishuSubject, dingtalkSubject] = await Promise.all([
    platformOf(context, "feishu"),
    platformOf(context, "dingtalk"),
  ]);
  return {
    problems,
    given: givenSettings(context.env),
    channels: { feishu, dingtalk, signed },
    groupBots,
    model: model && { isReachable: async () => (await model.catalogue()).reachable },
    platforms: { feishu: feishuSubject, dingtalk: dingtalkSubject },
    url: new URL(context.req.url).origin,
    inside: true,
    fetch: (input, init) => fetch(input, init),
    now,
  };
}

async function platformOf(
  context: AppContext,
  platform: PlatformName,
): Promise<Subject["platforms"][PlatformName]> {
  const { config, probesOf } = servicesOf(context.env);
  if (config.channels[platform].status !== "on") return { ask: null, probes: null, account: null };
  const stub = () => context.env.ACCOUNTS.getByName(platform);
  return {
    ask: () => stub().checkUp(),
    probes: probesOf(platform),
    account: await stub()
      .report()
      .catch(() => null),
  };
}

/** Names only. Bindings that are no settings are objects. */
function givenSettings(env: object): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    ["string", "number", "boolean"].includes(typeof value) && value !== "" ? [name] : [],
  );
}
