// Cloudflare's API as far as wrangler asks it during a deployment, with one account in memory.
import { createServer, type IncomingMessage } from "node:http";
import { ACCOUNT_ID, type FakeAccount, newAccount } from "./fake-cloudflare/account.ts";
import { type Asked, type Reply, ROUTES } from "./fake-cloudflare/routes.ts";

export interface FakeCloudflare {
  /** For CLOUDFLARE_API_BASE_URL. */
  url: string;
  account: FakeAccount;
  /** Method and path of every request, oldest first. */
  asked: string[];
  close: () => Promise<void>;
}

export async function startFakeCloudflare(): Promise<FakeCloudflare> {
  const account = newAccount();
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const path = pathname.replace(`/accounts/${ACCOUNT_ID}`, "");
    asked.push(`${request.method} ${path}`);
    const reply = answer(account, { method: request.method ?? "", path, body: await read(request) });
    const failed = "status" in reply;
    const isBehindTheEnd = Number(searchParams.get("page") ?? 1) > 1;
    response.writeHead(failed ? reply.status : 200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        success: !failed,
        errors: failed ? [{ code: reply.code, message: reply.message }] : [],
        messages: [],
        result: failed ? null : isBehindTheEnd ? [] : reply.result,
        result_info: { page: 1, per_page: 50, total_pages: 1, count: 1, total_count: 1 },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    account,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function answer(account: FakeAccount, asked: Asked): Reply {
  for (const [method, pattern, reply] of ROUTES) {
    const match = method === asked.method ? pattern.exec(asked.path) : null;
    if (match) return reply(account, match[1] ?? "", asked.body);
  }
  return { status: 404, code: 7003, message: `Could not route to ${asked.method} ${asked.path}` };
}
