// Every door of the API's description, asked in ways that nobody would: no fault of ours, no secret told, and what is refused changes nothing.
import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { holdAnswer, holdRefusal } from "../../fuzz/doors/hold.ts";
import { RequestMaker } from "../../fuzz/doors/make.ts";
import { type DoorRequest, SIGNED_SECRET, signedRequest } from "../../fuzz/doors/request.ts";
import { readRequest } from "../../fuzz/doors/written.ts";
import { createRandom } from "../../fuzz/engine/random.ts";
import { DINGTALK_TEST_APP } from "../../support/dingtalk-delivery.ts";
import { FEISHU_TEST_APP } from "../../support/feishu-delivery.ts";
import { ADMIN, call, KEY } from "../support.ts";

const REQUESTS = 400;
const CREDENTIALS = { key: KEY, admin: ADMIN };
const SECRETS = [
  ...[
    ADMIN,
    SIGNED_SECRET,
    FEISHU_TEST_APP.appSecret,
    FEISHU_TEST_APP.encryptKey,
    DINGTALK_TEST_APP.appSecret,
  ],
  ...[env.FAKE_MODEL_URL, env.FAKE_FEISHU_URL, env.FAKE_DINGTALK_URL].map((url) => new URL(url).host),
];

/** Null: no client of this runtime would send it. */
async function answerTo(request: DoorRequest) {
  const { method, path, headers, body } = await signedRequest(request);
  let init: RequestInit;
  try {
    init = { method, headers, body };
    new Request(`http://localhost${path}`, init);
  } catch {
    return null;
  }
  const response = await call(path, init);
  const text = await response.text();
  return { status: response.status, header: (name: string) => response.headers.get(name), text };
}

async function tellBroken(request: DoorRequest, isRefused: boolean): Promise<string | null> {
  const answer = await answerTo(request);
  if (answer === null) return null;
  try {
    holdAnswer(request, answer, SECRETS);
    if (isRefused) holdRefusal(request, answer);
    return null;
  } catch (error) {
    return `${error instanceof Error ? error.message : error} ${JSON.stringify({ ...request, body: null })}`;
  }
}

async function counts() {
  const tables = ["conversation_logs", "conversations", "deliveries", "shares"];
  const rows = await Promise.all(
    tables.map((table) => env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first("n")),
  );
  const files = (await env.FILES.list()).objects
    .map(({ key }) => key)
    .filter((key) => !key.startsWith("logs/"));
  return { rows, files, conversations: (await listDurableObjectIds(env.CONVERSATIONS)).length };
}

describe("a door", () => {
  it("refuses what is forged, and what comes without a token, and nothing is changed by it", async () => {
    const maker = new RequestMaker(createRandom(20261126), CREDENTIALS);
    const before = await counts();
    for (let sent = 0; sent < REQUESTS; sent += 1) {
      const request = maker.refused();
      const headers = request.headers.filter(([name]) => name !== "authorization");
      expect(await tellBroken({ ...request, headers }, true)).toBeNull();
    }
    expect(await counts()).toEqual(before);
  });

  it("answers whatever it is asked with a status and an envelope of its own, and lives on", async () => {
    const maker = new RequestMaker(createRandom(20261127), CREDENTIALS);
    for (let sent = 0; sent < REQUESTS; sent += 1) expect(await tellBroken(maker.any(), false)).toBeNull();
    expect((await call("/health/live")).status).toBe(200);
  });
});

const kept = import.meta.glob("../../fixtures/fuzz/doors/*", {
  query: "?raw",
  import: "default",
  eager: true,
});

it("what a door once stumbled over stays mended", async () => {
  for (const [name, text] of Object.entries(kept)) {
    const request = name.endsWith(".txt") ? null : readRequest(String(text));
    if (request !== null) expect(await tellBroken(request, false), name).toBeNull();
  }
});
