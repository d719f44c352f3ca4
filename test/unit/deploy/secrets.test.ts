// Which secrets are asked for, how, and what becomes of the answers.
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { setSecrets } from "../../../scripts/deploy/interview.ts";
import { createTerminal, Interrupted } from "../../../scripts/deploy/terminal.ts";
import { failed, openAttendedStage, openStage } from "./played.ts";

const NO_MORE = ["n", "n", "n", "n", "n", "n"];

describe("with somebody at the terminal", () => {
  it("a token is made and shown once, the model's key is never shown, and all go over together", async () => {
    const stage = openAttendedStage(["", "https://api.example.com/v1", "sk-secret", ...NO_MORE]);
    await setSecrets(stage.tools, [], false);
    const { ADMIN_TOKEN: token = "" } = stage.secrets;
    expect(token).toMatch(/^[0-9a-f]{48}$/);
    expect(stage.secrets).toEqual({
      ADMIN_TOKEN: token,
      MODEL_ENDPOINT: "https://api.example.com/v1",
      MODEL_API_KEY: "sk-secret",
    });
    expect(stage.said().split(token)).toHaveLength(2);
    expect(stage.said()).not.toContain("sk-secret");
    expect(stage.ran).toEqual(["secret bulk"]);
    const hidden = stage.questions.filter((question) => question.startsWith("hidden: "));
    expect(hidden.map((question) => question.split(" ")[1])).toEqual(["ADMIN_TOKEN", "MODEL_API_KEY"]);
  });

  it("half of a pair, and what the program would refuse, is asked again; Enter leaves the group out", async () => {
    const wrong = [
      "short",
      "long-enough-token-1",
      "no-address",
      "sk-1",
      "https://api.example.com/v1",
      "",
      "",
    ];
    const stage = openAttendedStage([...wrong, ...NO_MORE]);
    await setSecrets(stage.tools, [], false);
    expect(stage.said()).toMatch(
      /ADMIN_TOKEN must have at least 16[\s\S]*MODEL_ENDPOINT must be[\s\S]*MODEL_API_KEY belongs/,
    );
    expect(stage.secrets).toEqual({ ADMIN_TOKEN: "long-enough-token-1" });
  });

  it("a platform is asked for by yes or no, and Feishu without any event security again", async () => {
    const feishu = ["y", "cli_1", "secret", "", "", "cli_1", "secret", "encrypt", ""];
    const stage = openAttendedStage(["n", ...feishu, "y", "ding1", "ding-secret", "", "n", "n", "y", ""]);
    await setSecrets(stage.tools, ["ADMIN_TOKEN", "MODEL_ENDPOINT", "MODEL_API_KEY"], true);
    expect(stage.said()).toContain("FEISHU_ENCRYPT_KEY (the safe one");
    expect(Object.keys(stage.secrets)).toEqual([
      "FEISHU_APP_ID",
      "FEISHU_APP_SECRET",
      "FEISHU_ENCRYPT_KEY",
      "DINGTALK_APP_KEY",
      "DINGTALK_APP_SECRET",
      "SIGNED_WEBHOOK_SECRET",
    ]);
  });

  it("what is set is not asked for again; the missing half of a pair is", async () => {
    const stage = openAttendedStage([]);
    await setSecrets(stage.tools, ["ADMIN_TOKEN"], false);
    expect(stage.questions).toEqual([]);
    expect(stage.said()).toContain("Not set / 尚未设置：MODEL_ENDPOINT, MODEL_API_KEY");
    const half = openAttendedStage(["sk-1", ...NO_MORE]);
    await setSecrets(half.tools, ["ADMIN_TOKEN", "MODEL_ENDPOINT"], true);
    expect(half.secrets).toEqual({ MODEL_API_KEY: "sk-1" });
  });

  it("a refusal by Cloudflare shows no token that is not set", async () => {
    const stage = openAttendedStage(["", "", ...NO_MORE]);
    stage.replies.set("secret bulk", failed("Binding name 'ADMIN_TOKEN' already in use [code: 10053]"));
    await expect(setSecrets(stage.tools, [], false)).rejects.toThrow("plain variable of the same name");
    expect(stage.said()).not.toMatch(/[0-9a-f]{48}/);
  });
});

it("without a terminal nothing is asked: the commands are named, for the environment that is meant", async () => {
  const stage = openStage();
  stage.tools.target.environment = "staging";
  await setSecrets(stage.tools, ["MODEL_API_KEY"], true);
  expect(stage.said()).toContain("npx wrangler secret put ADMIN_TOKEN --env=staging");
  expect(stage.said()).not.toContain("MODEL_API_KEY");
  expect(stage.ran).toEqual([]);
});

describe("the terminal", () => {
  function open() {
    const input = new PassThrough();
    const output = new PassThrough();
    const shown: Buffer[] = [];
    output.on("data", (piece) => shown.push(piece));
    return { input, terminal: createTerminal(input, output), shown: () => Buffer.concat(shown).toString() };
  }

  it("shows what is typed where it may be seen, and hides it where not", async () => {
    const { input, terminal, shown } = open();
    const seen = terminal.ask("Address: ");
    input.write("https://api.example.com\r");
    expect(await seen).toBe("https://api.example.com");
    const hidden = terminal.askHidden("Key: ");
    input.write("sk-secret-1\r");
    expect(await hidden).toBe("sk-secret-1");
    expect(shown()).toContain("https://api.example.com");
    expect(shown()).toContain("Key: ");
    expect(shown()).not.toContain("sk-secret");
  });

  it("Ctrl-C at a question is an interruption", async () => {
    const { input, terminal } = open();
    const answer = terminal.askHidden("Key: ");
    input.write("\u0003");
    await expect(answer).rejects.toBeInstanceOf(Interrupted);
  });
});
