// What stands between a platform and our address: nobody, a redirect, a web page, a wall, another deployment.
import type { Exchange } from "./exchange.ts";
import { error, type Fault, type Text, text, warning } from "./report.ts";

/** Feishu gives the check of a request address this long. */
const SLOW_MS = 1_000;

/** Null when something like us answers. `path` is named to the reader. `inside`: see DoctorSubject. */
export function findObstacle(answer: Exchange, path: string, inside: boolean): Fault | null {
  if (answer.kind === "redirected") return redirected(path);
  if (answer.kind === "silent") return inside ? CANNOT_SELF_CALL : silent(path);
  const { status, json, isPage } = answer;
  if (json !== null && !isPage) return null;
  if (inside && isLost(status)) return CANNOT_SELF_CALL;
  if (status === 401 || status === 403 || status === 429) return walled(path, status);
  return stranger(path, status, isPage);
}

export function slowness(answer: Exchange): Fault | null {
  if (answer.kind !== "answered" || answer.tookMs <= SLOW_MS) return null;
  return warning(
    text(
      `It answered after ${answer.tookMs} ms; Feishu gives an address check 1 s, and later repeats what takes 3 s.`,
      `${answer.tookMs} 毫秒后才响应；飞书校验地址只等 1 秒，事件超过 3 秒会重发。`,
    ),
    text(
      "Run the doctor again; if it stays slow, look for a proxy or tunnel in front of the Worker.",
      "请再诊断一次；若仍然很慢，请检查 Worker 前面的代理或隧道。",
    ),
  );
}

/** Cloudflare's own words for “nobody there”, 1042 among them, which comes as a 404 in plain text. */
function isLost(status: number): boolean {
  return status === 404 || (status >= 502 && status <= 504) || (status >= 520 && status <= 530);
}

const ROUTE: Text = text(
  "Check the address, and under Workers → Settings → Domains & Routes that it leads to this Worker.",
  "请检查地址，并在 Cloudflare 的 Workers → Settings → Domains & Routes 确认它指向本 Worker。",
);

function silent(path: string): Fault {
  return error(text(`Nobody answers at ${path}.`, `${path} 没有响应。`), ROUTE);
}

function stranger(path: string, status: number, isPage: boolean): Fault {
  const what = isPage ? text("a web page", "网页") : text("something that is no JSON", "非 JSON 内容");
  return error(
    text(
      `${path} answers with ${what.en} (${status}): that is not this program.`,
      `${path} 返回的是${what.zh}（${status}），不是本程序的应答。`,
    ),
    ROUTE,
  );
}

function redirected(path: string): Fault {
  return error(
    text(`${path} redirects, and the platforms do not follow.`, `${path} 会跳转，而平台不会跟随。`),
    text(
      "Use the address that it leads to, or take the redirect rule or login (Cloudflare Access) off /webhooks/*.",
      "请改用跳转后的地址，或对 /webhooks/* 取消跳转规则或登录（Cloudflare Access）。",
    ),
  );
}

function walled(path: string, status: number): Fault {
  return error(
    text(
      `Something in front of the Worker shuts ${path} (${status}): a login, a firewall rule or bot protection.`,
      `Worker 前面有东西拦住了 ${path}（${status}）：登录、防火墙规则或机器人防护。`,
    ),
    text(
      "In Cloudflare let /webhooks/* pass under Access, Security → WAF and Bots.",
      "请在 Cloudflare 的 Access、Security → WAF 与 Bots 中放行 /webhooks/*。",
    ),
  );
}

const CANNOT_SELF_CALL = warning(
  text(
    "The Worker does not reach itself at its own address, so it cannot try it. From outside it may well work.",
    "Worker 无法从内部访问自己的地址，因此无法试投；从外部访问可能是正常的。",
  ),
  text(
    "Add global_fetch_strictly_public to compatibility_flags in wrangler.toml, deploy, and run npm run doctor -- URL, which looks from outside.",
    "请在 wrangler.toml 的 compatibility_flags 中加入 global_fetch_strictly_public 并重新部署，再用 npm run doctor -- URL 从外部检查。",
  ),
);
