// The process is killed in mid-answer and started again: what was accepted is answered, once in the history and once in the log.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { HistoryPage } from "../../src/core/wire.ts";
import { type FakeModel, startFakeModel } from "../support/fake-model.ts";
import { freshFolder, type Program, startProgram } from "../support/program.ts";

const ADMIN = "admin-token-0123456789";
let model: FakeModel;
let program: Program;
const folder = freshFolder();

const start = () =>
  startProgram({
    folder,
    settings: {
      MODEL_ENDPOINT: `${model.url}/v1`,
      MODEL_API_KEY: "sk-fake",
      API_KEYS: "key-one-0123456789",
      ADMIN_TOKEN: ADMIN,
    },
  });

const post = (message: string, session: string, id: string, signal?: AbortSignal) =>
  fetch(`${program.url}/api/chat`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer key-one-0123456789" },
    body: JSON.stringify({ message, session_id: session, message_id: id, stream: true }),
    ...(signal && { signal }),
  });

async function history(session: string): Promise<HistoryPage> {
  const response = await fetch(`${program.url}/api/chat/${session}`, {
    headers: { authorization: "Bearer key-one-0123456789" },
  });
  return (await response.json()) as HistoryPage;
}

async function logged(session: string): Promise<{ user_input: string }[]> {
  const url = `${program.url}/api/admin/conversations?session_id=${session}`;
  const page = (await (await fetch(url, { headers: { authorization: `Bearer ${ADMIN}` } })).json()) as {
    data: { user_input: string }[];
  };
  return page.data;
}

beforeAll(async () => {
  model = await startFakeModel();
  program = await start();
});
afterAll(async () => {
  await program.kill();
  await model.close();
});

it("a killed process finishes its answers after the next start and loses nothing", async () => {
  const sessions = ["crash-a", "crash-b", "crash-c"];
  await (await post("before the crash", "crash-a", "m0")).text();
  for (const session of sessions) {
    const response = await post(`${session} one two three [[hold:gate]]`, session, "m1");
    await response.body?.getReader().read();
    await (await post("and one behind it", session, "m2")).body?.getReader().read();
  }
  await expect
    .poll(() => model.requests.filter(({ message }) => message.includes("[[hold:gate]]")).length)
    .toBe(3);
  await program.kill();
  model.release("gate");
  program = await start();
  for (const session of sessions) {
    await expect
      .poll(async () => (await history(session)).messages.at(-1)?.status, { timeout: 30_000 })
      .toBe("ok");
    const { messages } = await history(session);
    const expected = ["m1 user", "m1 assistant", "m2 user", "m2 assistant"];
    expect(messages.slice(-4).map(({ message_id, role }) => `${message_id} ${role}`)).toEqual(expected);
    expect(messages.at(-3)?.content).toContain("one two three");
    await expect
      .poll(async () => (await logged(session)).length, { timeout: 10_000 })
      .toBe(session === "crash-a" ? 3 : 2);
  }
});
