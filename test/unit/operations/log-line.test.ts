// What may stand in a log line, and what is taken out of it.
import { describe, expect, it } from "vitest";
import { accessLine, appLine, createRedaction } from "../../../src/operations/log/line.ts";

const redact = createRedaction(["sk-very-secret", "token-0001"]);
const ACCESS = { request_id: "r", method: "GET", path: "/", status: 200, duration_ms: 1, ip: "::1" };

describe("a log line", () => {
  it("holds no secret and no query string, whatever an exception says", () => {
    const error =
      "GET https://x.example/send?access_token=abc&b=1 said sk-very-secret, token-0001; is it? a=b";
    const line = JSON.parse(appLine(0, "error", "storage", "failed", { error }, redact));
    expect(line.error).toBe("GET https://x.example/send?… said [secret], [secret]; is it? a=b");
  });

  it("holds only the facts that are allowed in one", () => {
    const facts = { request_id: "r", user_input: "private" } as object;
    expect(appLine(0, "info", "http", "x", facts, redact)).not.toContain("private");
  });

  it("is soon made of a hundred thousand characters of nothing but question marks", () => {
    const started = performance.now();
    for (const filler of ["?", "?=", "??=", "sk-very-secret"])
      accessLine(0, { ...ACCESS, user_agent: filler.repeat(100_000) }, redact);
    // A search that begins anew at each takes half a minute.
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(accessLine(0, { ...ACCESS, user_agent: "?".repeat(100_000) }, redact).length).toBeLessThan(500);
  });
});
