// `npm start` as a newcomer meets it: no account, no key, no setting.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { get } from "node:https";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, freshFolder, type Program, startProgram } from "../support/program.ts";

/** Its databases are made once: who comes later starts at once. */
const folder = freshFolder();

describe("the started program", () => {
  let program: Program;
  beforeAll(async () => {
    program = await startProgram({ folder });
  });
  afterAll(() => program.kill());

  it("serves the page, its health and an answer", async () => {
    const page = await fetch(`${program.url}/`);
    expect([page.status, page.headers.get("content-type")]).toEqual([
      200,
      expect.stringContaining("text/html"),
    ]);
    expect((await fetch(`${program.url}/`, { method: "HEAD" })).status).toBe(200);
    const health = await (await fetch(`${program.url}/health`)).json();
    expect(health).toMatchObject({
      status: "ok",
      checks: { database: { status: "ok" }, model: { status: "off" } },
    });
    const chat = await fetch(`${program.url}/api/chat`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message: "How do I connect a model?" }),
    });
    expect(await chat.json()).toMatchObject({
      model: "embedded",
      reply: expect.stringContaining("MODEL_ENDPOINT"),
    });
  });

  it("says where it is and what to do next, in both languages", async () => {
    await expect.poll(() => program.output()).toContain(`http://localhost:${program.port}`);
    expect(program.output()).toMatch(/停止[\s\S]*接入模型/);
  });

  it("runs the cron, which no local Worker does by itself", async () => {
    const lastRun = async () =>
      (await (await fetch(`${program.url}/health`)).json()) as { cron_last_run: string | null };
    await expect.poll(async () => (await lastRun()).cron_last_run, { timeout: 15_000 }).not.toBeNull();
  });

  it("ends with everything it started", async () => {
    const members = () =>
      spawnSync("ps", ["-o", "args=", "-g", String(program.pid)])
        .stdout.toString()
        .trim();
    expect(members()).toContain("workerd");
    expect(await program.stop("SIGTERM")).toBe(0);
    await expect.poll(members, { timeout: 5_000 }).toBe("");
  });
});

it.each(["SIGTERM", "SIGINT"] as const)(
  "%s to npm ends everything that npm start started",
  async (signal) => {
    const program = await startProgram({ folder, byNpm: true });
    const members = () =>
      spawnSync("ps", ["-o", "args=", "-g", String(program.pid)])
        .stdout.toString()
        .trim();
    expect(members()).toContain("workerd");
    await program.stop(signal);
    await expect.poll(members, { timeout: 5_000 }).toBe("");
  },
);

it("with a certificate of one's own it serves https, and says so when it does", async () => {
  const port = await freePort();
  const [key, cert] = ["test/fixtures/localhost/key.pem", "test/fixtures/localhost/cert.pem"];
  const secure = ["--local-protocol", "https", "--https-key-path", key, "--https-cert-path", cert];
  const command = ["scripts/start.mjs", "--port", String(port), "--persist-to", folder, ...secure];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"] });
  const pieces: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => pieces.push(piece));
  const closed = new Promise((resolve) => child.once("close", resolve));
  try {
    const announced = () => Buffer.concat(pieces).toString();
    await expect.poll(announced, { timeout: 90_000 }).toContain(`https://localhost:${port}/health`);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const url = `https://localhost:${port}/health/live`;
      get(url, { ca: readFileSync(cert) }, (response) => resolve(response.resume().statusCode)).on(
        "error",
        reject,
      );
    });
    expect(status).toBe(200);
    expect(announced()).toMatch(/接入模型/);
  } finally {
    child.kill("SIGTERM");
    await closed;
  }
});

it("a taken port ends the start with one line that names the port and the argument", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const started = spawnSync(process.execPath, [
    "scripts/start.mjs",
    "--port",
    String(port),
    "--persist-to",
    freshFolder(),
  ]);
  other.close();
  expect(started.status).toBe(1);
  const said = started.stderr.toString().trim();
  expect(said.split("\n")).toHaveLength(1);
  expect(said).toContain(String(port));
  expect(said).toContain("--port");
});
