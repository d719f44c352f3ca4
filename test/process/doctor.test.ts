// `npm run doctor` as a person types it: its exit code, and where its lines go.
import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  line,
  type Outside,
  ok,
  openOutside,
  settingsFile,
  TOKEN,
  WELL,
} from "../unit/operations/outside.ts";

describe("the started doctor", () => {
  let outside: Outside;
  beforeAll(async () => {
    outside = await openOutside();
  });
  afterAll(() => outside.close());

  async function start(args: string[], env: Record<string, string> = {}) {
    const command = ["run", "--silent", "doctor", "--", ...args];
    const child = spawn("npm", command, { env: { ...process.env, LC_ALL: "", LANG: "C", ...env } });
    const pieces: Buffer[] = [];
    child.stdout.on("data", (piece) => pieces.push(piece));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, said: Buffer.concat(pieces).toString() };
  }

  it("ends with 0 where nothing is wrong", async () => {
    const { code, said } = await start([outside.url, "--token", TOKEN]);
    expect([code, said]).toEqual([0, expect.stringContaining("✓ Reachable")]);
  });

  it("ends with 1 where something is, in the language of the terminal, with the token of the environment", async () => {
    const wrong = line("error", "feishu.bot", "飞书机器人身份", "请发布版本。");
    outside.replies.set("/api/admin/doctor", ok({ ok: false, checks: [wrong] }));
    const { code, said } = await start([outside.url], { LANG: "zh_CN.UTF-8", ADMIN_TOKEN: TOKEN });
    expect([code, said]).toEqual([1, expect.stringMatching(/✗ 飞书机器人身份[\s\S]*1 个错误/)]);
    expect(outside.asked.at(-1)).toEqual({
      path: "/api/admin/doctor?language=zh",
      authorization: `Bearer ${TOKEN}`,
    });
  });

  it("examines a file of settings without an address", async () => {
    for (const [path, reply] of Object.entries(WELL)) outside.replies.set(path, reply);
    const { code, said } = await start(["--port", "1", "--env-file", settingsFile({ ADMIN_TOKEN: "short" })]);
    expect([code, said]).toEqual([1, expect.stringContaining("✗ Setting ADMIN_TOKEN")]);
  });
});
