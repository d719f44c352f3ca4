// The started program with a model and a Feishu played on loopback, and an operator in front of its console.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser, type Visit, visit } from "../support/browser.ts";
import { type FakeFeishu, startFakeFeishu } from "../support/fake-feishu.ts";
import { type FakeModel, startFakeModel } from "../support/fake-model.ts";
import { FEISHU_TEST_APP, feishuDelivery, feishuMessage } from "../support/feishu-delivery.ts";
import { startProgram } from "../support/program.ts";
import { eventually } from "./page-parts.ts";

export const ADMIN_TOKEN = "token-of-the-operator";

export interface ConsoleStage {
  url: string;
  browser: Browser;
  model: FakeModel;
  feishu: FakeFeishu;
  /** One turn on the web page; its session. */
  ask(message: string, sessionId?: string): Promise<string>;
  /** One message in a Feishu chat. */
  say(text: string, chatId: string): Promise<void>;
  /** Puts something in by the operator's API; what is no text is sent as JSON. */
  put(path: string, body: unknown): Promise<void>;
  /** A page of the console with somebody signed in. */
  open(path?: string, options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

async function askOnPage(url: string, message: string, sessionId?: string): Promise<string> {
  const response = await fetch(`${url}/api/chat`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message, ...(sessionId !== undefined && { session_id: sessionId }) }),
  });
  const answer: unknown = await response.json();
  return String(Reflect.get(Object(answer), "session_id"));
}

async function sayInFeishu(url: string, text: string, chatId: string): Promise<void> {
  const event = feishuMessage({ text, chatId, openId: `ou_${chatId}` });
  const { body, headers } = await feishuDelivery(event);
  const response = await fetch(`${url}/webhooks/feishu`, { method: "POST", body, headers });
  if (!response.ok) throw new Error(`The delivery was answered with ${response.status}.`);
  await response.body?.cancel();
}

async function putByApi(address: string, body: unknown): Promise<void> {
  const isText = typeof body === "string";
  const response = await fetch(address, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      "content-type": isText ? "text/markdown" : "application/json",
    },
    body: isText ? body : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${address} was answered with ${response.status}.`);
  await response.body?.cancel();
}

export async function openConsoleStage(): Promise<ConsoleStage> {
  const [model, feishu] = await Promise.all([startFakeModel(), startFakeFeishu()]);
  const settings = {
    ADMIN_TOKEN,
    MODEL_ENDPOINT: `${model.url}/v1`,
    MODEL_API_KEY: "sk-fake",
    MODEL_ENDPOINTS: JSON.stringify({ second: `${model.url}/v1` }),
    MODEL_API_KEY_SECOND: "sk-fake",
    RATE_LIMIT_PER_MINUTE: "1000",
    FEISHU_APP_ID: FEISHU_TEST_APP.appId,
    FEISHU_APP_SECRET: FEISHU_TEST_APP.appSecret,
    FEISHU_ENCRYPT_KEY: FEISHU_TEST_APP.encryptKey,
    FEISHU_API_BASE: feishu.url,
    FEISHU_STREAMING: "off",
    FEISHU_TYPING: "off",
    FEISHU_WEBHOOK_URL: `${feishu.url}/open-apis/bot/v2/hook/${FEISHU_TEST_APP.webhookId}`,
    FEISHU_WEBHOOK_SECRET: FEISHU_TEST_APP.webhookSecret,
  };
  const program = await startProgram({ settings });
  const browser = await launchBrowser();
  const { url } = program;
  return {
    url,
    browser,
    model,
    feishu,
    ask: (message, sessionId) => askOnPage(url, message, sessionId),
    put: (path, body) => putByApi(`${url}/api/admin/${path}`, body),
    say: (text, chatId) => sayInFeishu(url, text, chatId),
    async open(path = "", options = {}) {
      const visited = await visit(browser, `${url}/health/live`, options);
      await visited.page.request.post(`${url}/api/admin/session`, { data: { token: ADMIN_TOKEN } });
      await visited.page.goto(`${url}/admin${path}`);
      await settle(visited.page);
      return visited;
    },
    async close() {
      await browser.close();
      await program.kill();
      await Promise.all([model.close(), feishu.close()]);
    },
  };
}

/** The page's code and its first answers are there. */
export async function settle(page: Page): Promise<void> {
  await page.locator("main h1").waitFor();
  await eventually(() => page.locator(".skeleton").count()).toBe(0);
}
