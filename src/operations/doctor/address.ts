// The address under which the platforms reach this Worker: its form, and whether the Worker answers there.
import { type Exchange, exchange } from "./exchange.ts";
import { isInClear, isLocal, readUrl } from "./host.ts";
import { findObstacle, slowness } from "./obstacle.ts";
import { type Check, error, type Fault, judge, skipped, text, warning } from "./report.ts";
import type { DoctorSubject } from "./subject.ts";

const FORM = { id: "address", title: text("Address", "访问地址") };
const REACHED = { id: "address.reached", title: text("Reachable", "能否访问") };
const LIVE_PATH = "/health/live";

export type AddressSubject = Pick<DoctorSubject, "url" | "inside" | "fetch" | "now">;

export interface AddressReport {
  checks: Check[];
  /** This program answers there. */
  reached: boolean;
}

export async function checkAddress(subject: AddressSubject): Promise<AddressReport> {
  const { url, inside } = subject;
  if (url === null) return { checks: [skipped(FORM, NOBODY)], reached: false };
  const form = judge(
    FORM,
    text("An https address of your own.", "使用自有域名的 https 地址。"),
    findFormFault(url),
  );
  const answer = await exchange(subject, `${url}${LIVE_PATH}`, { method: "GET" });
  const obstacle = findObstacle(answer, LIVE_PATH, inside) ?? findStranger(answer);
  const fine = text("The Worker answers.", "服务有响应。");
  const reached = judge(REACHED, fine, obstacle, slowness(answer));
  return { checks: [form, reached], reached: obstacle === null };
}

const NOBODY = text(
  "Nobody answers on this machine, so deliveries were not tried: npm start, then run the doctor again.",
  "本机没有服务在运行，没有试投：请先 npm start，再重新诊断。",
);

function findStranger(answer: Exchange): Fault | null {
  return answer.kind === "answered" && answer.json?.status !== "ok" ? STRANGER : null;
}

function findFormFault(address: string): Fault | null {
  const url = readUrl(address);
  if (url === null) return null;
  if (isLocal(url)) return LOCAL;
  if (isInClear(url)) return CLEAR;
  return /\.workers\.dev$/i.test(url.hostname) ? WORKERS_DEV : null;
}

const LOCAL = warning(
  text(
    "The address is local: fine for a trial, but the platforms cannot reach it.",
    "这是本机或内网地址：自己试用没有问题，但平台访问不到。",
  ),
  text(
    "npm run deploy, or open a tunnel such as cloudflared tunnel --url http://localhost:18789.",
    "请运行 npm run deploy 部署，或用隧道，例如 cloudflared tunnel --url http://localhost:18789。",
  ),
);

const CLEAR = error(
  text(
    "The address is http: messages and signatures would travel in clear.",
    "地址是 http：消息和签名会明文传输。",
  ),
  text(
    "Use the https address, here and in the platforms' consoles.",
    "请改用 https 地址，平台控制台里也一样。",
  ),
);

const WORKERS_DEV = warning(
  text(
    "*.workers.dev does not resolve in mainland China: Feishu's console then reports a time-out, and DingTalk delivers nothing.",
    "*.workers.dev 在中国大陆无法解析：飞书控制台会提示超时，钉钉收不到任何投递。",
  ),
  text(
    "Bind a domain of your own: Workers → Settings → Domains & Routes → Add → Custom domain.",
    "请绑定自有域名：Workers → Settings → Domains & Routes → Add → Custom domain。",
  ),
);

const STRANGER = error(
  text("Something else than this program answers there.", "在那里响应的不是本程序。"),
  text(
    "Check the address, and that no other program took the port.",
    "请检查地址，以及端口是否被别的程序占用。",
  ),
);
