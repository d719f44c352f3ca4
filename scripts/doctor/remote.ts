// Examines a running deployment: looks at it from outside, then asks it to examine itself.
import { isRecord, type JsonRecord, parseJson } from "../../src/core/json.ts";
import { checkAddress } from "../../src/operations/doctor/address.ts";
import { checkProblems } from "../../src/operations/doctor/general.ts";
import { isInClear } from "../../src/operations/doctor/host.ts";
import {
  type Check,
  type CheckStatus,
  error,
  judge,
  text,
  warning,
} from "../../src/operations/doctor/report.ts";
import type { Options } from "./options.ts";
import { type Line, toLine } from "./print.ts";
import { readSettingsFile } from "./settings-file.ts";

const ASK_LIMIT_MS = 60_000;

export async function examineRemote(options: Options, url: string): Promise<Line[]> {
  const { language } = options;
  const outside = await checkAddress({ url, inside: false, fetch, now: Date.now });
  const seen = outside.checks.map((check) => toLine(check, language));
  if (!outside.reached) return seen;
  // A token goes to nobody who could read it on the way.
  const token = isInClear(new URL(url)) ? null : findToken(options);
  const health = await ask(`${url}/health`, token);
  const lines = [...seen, ...checkHealth(health.body).map((check) => toLine(check, language))];
  if (token === null) return [...lines, toLine(NO_TOKEN, language)];
  const report = await ask(`${url}/api/admin/doctor?language=${language}`, token);
  const own = readLines(report.body);
  return own === null
    ? [...lines, toLine(refusal(report), language)]
    : [...lines, ...own.filter((line) => !isSeen(line))];
}

function findToken({ token, envFile }: Options): string | null {
  return token ?? (readSettingsFile(envFile).values.ADMIN_TOKEN || null);
}

/** What was looked at from outside already, unless the inside has a complaint of its own. */
function isSeen({ id, status }: Line): boolean {
  return id === "address" || (id === "address.reached" && status === "ok");
}

interface Answer {
  /** 0: none came. */
  status: number;
  body: JsonRecord;
}

async function ask(url: string, token: string | null): Promise<Answer> {
  const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
  try {
    // Not followed: whoever answers with a redirect would be handed the token.
    const signal = AbortSignal.timeout(ASK_LIMIT_MS);
    const response = await fetch(url, { headers, redirect: "manual", signal });
    const body = parseJson(await response.text());
    return { status: response.status, body: isRecord(body) ? body : {} };
  } catch {
    return { status: 0, body: {} };
  }
}

const UNKNOWN = text("/health gives no report.", "/health 没有返回状态。");
const TRY_AGAIN = text("Try again; else see npx wrangler tail.", "请重试；仍不行请看 npx wrangler tail。");

function checkHealth({ status, checks, problems }: JsonRecord): Check[] {
  const topic = { id: "health", title: text("Health", "健康状况") };
  const read = (Array.isArray(problems) ? problems : []).flatMap((problem) =>
    isRecord(problem) ? [{ setting: String(problem.setting), message: String(problem.message) }] : [],
  );
  if (read.length > 0) return checkProblems(read);
  const ill = Object.entries(isRecord(checks) ? checks : {}).flatMap(([name, check]) =>
    isRecord(check) && check.status === "error" ? [name] : [],
  );
  if (typeof status !== "string") return [judge(topic, UNKNOWN, error(UNKNOWN, TRY_AGAIN))];
  const said = text(`${status}: ${ill.join(", ")}`, `${status}：${ill.join("、")}`);
  const fix = text(
    "The lines below say more of model and channels; for the rest see the Worker's log: npx wrangler tail.",
    "模型与渠道见下文；其余请看 Worker 日志：npx wrangler tail。",
  );
  return [
    judge(
      topic,
      text("ok", "正常"),
      status === "degraded" && warning(said, fix),
      status !== "ok" && error(said, fix),
    ),
  ];
}

function readLines({ checks }: JsonRecord): Line[] | null {
  if (!Array.isArray(checks)) return null;
  return checks.flatMap((check) => (isRecord(check) ? [readLine(check)] : []));
}

const STATUSES: readonly CheckStatus[] = ["ok", "warning", "error", "skipped"];

function readLine({ id, status, title, message, fix }: JsonRecord): Line {
  return {
    id: String(id),
    status: STATUSES.find((known) => known === status) ?? "error",
    title: String(title),
    message: String(message),
    fix: typeof fix === "string" ? fix : null,
  };
}

const TOPIC = { id: "asked", title: text("The deployment's own report", "部署自身的诊断") };
const SET_TOKEN = text(
  "Pass the deployment's token: --token TOKEN, or ADMIN_TOKEN in the environment or in .dev.vars; https only.",
  "请提供部署的管理令牌：--token TOKEN，或者环境变量、.dev.vars 中的 ADMIN_TOKEN；仅限 https。",
);
const WITHOUT = text(
  "Not asked without an admin token: settings and platforms were not examined.",
  "没有管理令牌，无法检查配置与平台。",
);
const NO_TOKEN = judge(TOPIC, WITHOUT, error(WITHOUT, SET_TOKEN));

function refusal({ status, body }: Answer): Check {
  const code = isRecord(body.error) ? String(body.error.code) : "";
  const found = REFUSALS.find(([sign]) => sign === code || sign === status);
  const message = found?.[1] ?? text(`It gave no report (${status}).`, `没有得到诊断结果（${status}）。`);
  const fix = found?.[2] ?? TRY_AGAIN;
  return judge(TOPIC, message, error(message, fix));
}

const REFUSALS: [sign: string | number, message: ReturnType<typeof text>, fix: ReturnType<typeof text>][] = [
  [
    "not_configured",
    text("The deployment has no ADMIN_TOKEN.", "部署没有设置 ADMIN_TOKEN。"),
    text("npx wrangler secret put ADMIN_TOKEN", "npx wrangler secret put ADMIN_TOKEN"),
  ],
  [
    "misconfigured",
    text("Its settings have to be mended first, see above.", "请先改正上面的配置项。"),
    text("npx wrangler secret put NAME", "npx wrangler secret put 名称"),
  ],
  [
    "network_not_allowed",
    text("ALLOWED_CIDRS shuts this machine out.", "ALLOWED_CIDRS 不允许本机访问。"),
    text(
      "Run it from an allowed network, or widen ALLOWED_CIDRS.",
      "请在允许的网段内运行，或放宽 ALLOWED_CIDRS。",
    ),
  ],
  [401, text("The admin token is wrong.", "管理令牌不对。"), SET_TOKEN],
  [
    404,
    text("An earlier version runs there, without a doctor.", "那里运行的是旧版本，还没有诊断功能。"),
    text("npm run deploy", "npm run deploy"),
  ],
];
