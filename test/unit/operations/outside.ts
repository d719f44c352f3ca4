// The world outside the command line on one loopback server: a deployment, Feishu's and DingTalk's tokens, a bot.

import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface Outside {
  url: string;
  port: number;
  /** Answers by path; what is not here is 404. */
  replies: Map<string, Reply>;
  /** Method, path and query, and the authorization that came with each request. */
  asked: { path: string; authorization: string | null }[];
  close(): Promise<void>;
}

export const TOKEN = "admin-token-of-the-doctor";

export const WELL: Record<string, Reply> = {
  "/health/live": ok({ status: "ok" }),
  "/health": ok({ status: "ok", version: "0", checks: { database: { status: "ok" } } }),
  "/api/admin/doctor": ok({ ok: true, checks: [line("ok", "feishu.token", "Feishu access token", null)] }),
  "/open-apis/auth/v3/tenant_access_token/internal": ok({
    code: 0,
    tenant_access_token: "t-1",
    expire: 7200,
  }),
  "/open-apis/bot/v3/info": ok({ code: 0, msg: "ok", bot: { open_id: "ou_bot", app_name: "Helper" } }),
  "/v1.0/oauth2/accessToken": ok({ accessToken: "d-1", expireIn: 7200 }),
};

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function line(status: string, id: string, title: string, fix: string | null) {
  return { id, status, title, message: `${title} is ${status}.`, fix };
}

export async function openOutside(): Promise<Outside> {
  const replies = new Map(Object.entries(WELL));
  const asked: Outside["asked"] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? "", authorization: request.headers.authorization ?? null });
    const path = new URL(request.url ?? "/", "http://loopback").pathname;
    const reply = replies.get(path) ?? { status: 404, body: { error: { code: "not_found" } } };
    const isText = typeof reply.body === "string";
    response.writeHead(reply.status, {
      "content-type": isText ? "text/html" : "application/json",
      ...reply.headers,
    });
    response.end(isText ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, port, replies, asked, close };
}

/** A settings file of its own, so that nobody's real settings are read. */
export function settingsFile(settings: Record<string, string>): string {
  const file = join(mkdtempSync(join(tmpdir(), "clawdbot-edge-doctor-")), "settings.env");
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}
