// Asks the deployed Worker how it is. A new address takes a moment until everybody knows it.
import { isRecord, parseJson } from "../../src/core/json.ts";
import { begin, done, Halt, type Tools, text } from "./tools.ts";

const PAUSE_MS = 5_000;
const ANSWER_LIMIT_MS = 10_000;

/** From wrangler's list of targets, a domain of one's own first. Null: there is none that could be asked. */
export function addressOf(targets: string[]): string | null {
  const hosts = targets.flatMap((target) => {
    const [, host] = /^(?:https:\/\/)?([a-z0-9.-]+\.[a-z]+)(?:\/\*|\/)?(?:\s|$)/i.exec(target) ?? [];
    return host === undefined ? [] : [host];
  });
  const own = hosts.find((host) => !host.endsWith(".workers.dev"));
  const host = own ?? hosts[0];
  return host === undefined ? null : `https://${host}`;
}

/** An address that does not answer is no failure: where this runs, it may not be reachable at all. */
export async function checkHealth(tools: Tools, address: string, seconds: number): Promise<void> {
  begin(tools, text(`Asking ${address}/health`, "检查健康状况"));
  for (let left = seconds * 1_000; ; left -= PAUSE_MS) {
    const health = await ask(tools, `${address}/health`);
    if (health !== null) return judge(tools, address, health);
    if (left <= 0) break;
    await tools.pause(Math.min(left, PAUSE_MS));
  }
  tools.say(
    `! ${address}/health does not answer yet. A new address takes some minutes; *.workers.dev does not resolve in mainland China.`,
  );
  tools.say("! 健康检查暂无回应。新地址要等几分钟才生效；*.workers.dev 在中国大陆无法解析。");
}

interface Health {
  status: string;
  ill: string[];
}

async function ask({ fetch }: Tools, url: string): Promise<Health | null> {
  try {
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const body = parseJson(await (await fetch(url, { redirect: "manual", signal })).text());
    if (!isRecord(body) || typeof body.status !== "string") return null;
    const checks = Object.entries(isRecord(body.checks) ? body.checks : {});
    const ill = checks.flatMap(([name, check]) =>
      isRecord(check) && check.status === "error" ? [name] : [],
    );
    const problems = (Array.isArray(body.problems) ? body.problems : []).flatMap((problem) =>
      isRecord(problem) ? [`${problem.setting} ${problem.message}`] : [],
    );
    return { status: body.status, ill: [...problems, ...ill] };
  } catch {
    return null;
  }
}

function judge(tools: Tools, address: string, { status, ill }: Health): void {
  if (status === "ok") {
    done(tools, text("/health says ok", "健康检查正常"));
    return;
  }
  const what = ill.join("; ");
  const wayOn = text(
    `npm run doctor -- ${address} names what to change.`,
    `npm run doctor -- ${address} 会指出要改哪里。`,
  );
  if (status === "down")
    throw new Halt(
      text(`Deployed, but /health says down: ${what}.`, `已部署，但健康检查为 down：${what}。`),
      wayOn,
    );
  tools.say(`! /health says ${status}: ${what}. ${wayOn.en} / ${wayOn.zh}`);
}
