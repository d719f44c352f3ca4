// Signed links: one file, until their end, for whoever has the address, and for nobody with another one.
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { ErrorEnvelope } from "../../src/core/wire.ts";
import { signDownload } from "../../src/http/download-token.ts";
import { ADMIN, bearer, call, callWith, fresh, ORIGIN, postJson } from "./support.ts";

async function stored(folder = "models"): Promise<string> {
  const key = `${folder}/${fresh("weights")}/权重.bin`;
  await env.FILES.put(key, "0123456789");
  return key;
}

async function linkTo(key: string, expires_in = 3600): Promise<string> {
  const response = await postJson("/api/admin/links", { key, expires_in }, bearer(ADMIN));
  expect(response.status, await response.clone().text()).toBe(201);
  const { url, expires_at } = await response.json<{ url: string; expires_at: string }>();
  expect(Math.abs(Date.parse(expires_at) - Date.now() - expires_in * 1000)).toBeLessThan(20_000);
  return url.slice(ORIGIN.length);
}

async function refusal(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  return `${response.status} ${(await response.json<ErrorEnvelope>()).error.code}`;
}

describe("a signed link", () => {
  it.each(["models", "knowledge"])(
    "gives a file of %s without any key, whole or in pieces",
    async (folder) => {
      const lines = vi.spyOn(console, "info");
      const link = await linkTo(await stored(folder));
      const whole = await call(link);
      expect([whole.status, await whole.text()]).toEqual([200, "0123456789"]);
      expect(whole.headers.get("cache-control")).toContain("private");
      expect(whole.headers.get("content-disposition")).toBe(
        "attachment; filename*=UTF-8''%E6%9D%83%E9%87%8D.bin",
      );
      const etag = whole.headers.get("etag") ?? "";
      const piece = await call(link, { headers: { range: "bytes=2-4", "if-range": etag } });
      expect([piece.status, await piece.text()]).toEqual([206, "234"]);
      const head = await call(link, { method: "HEAD" });
      expect([head.status, head.headers.get("content-length")]).toEqual([200, "10"]);
      expect((await call(link, { headers: { "if-none-match": etag } })).status).toBe(304);
      expect(await refusal(call(link, { method: "DELETE" }))).toBe("405 method_not_allowed");
      const logged = lines.mock.calls.flat().join("\n");
      lines.mockRestore();
      expect(logged).toContain('"path":"/download/:token"');
      expect(logged).not.toContain(link.slice("/download/".length, -64));
    },
  );

  it("ends with its time, with its file, and with the admin token", async () => {
    const key = await stored();
    const past = await signDownload(ADMIN, key, Math.floor(Date.now() / 1000) - 1);
    expect(await refusal(call(`/download/${past}`))).toBe("403 link_expired");
    const link = await linkTo(key);
    const settings = { ADMIN_TOKEN: "another-token-0123456789" };
    expect(await refusal(callWith(settings, link))).toBe("404 link_not_found");
    expect(await refusal(callWith({ ADMIN_TOKEN: "" }, link))).toBe("404 link_not_found");
    expect(await refusal(callWith({ ALLOWED_CIDRS: "10.0.0.0/8" }, link))).toBe("403 network_not_allowed");
    await env.FILES.delete(key);
    expect(await refusal(call(link))).toBe("404 file_not_found");
  });

  it("is of no use for another file or a later end", async () => {
    const [one, other] = [await linkTo(await stored()), await linkTo(await stored())];
    const [claim = "", signature = ""] = one.slice("/download/".length).split(".");
    const [otherClaim = ""] = other.slice("/download/".length).split(".");
    const wrong = [
      `${otherClaim}.${signature}`,
      claim,
      `${claim}.`,
      `${claim}.${signature}x`,
      `${claim}.${signature}.x`,
      `${claim.slice(0, -1)}.${signature}`,
      "x",
      "%00",
    ];
    for (const token of wrong)
      expect(await refusal(call(`/download/${token}`)), token).toBe("404 link_not_found");
    // Signed by us, but for what no link may lead to.
    const log = await signDownload(ADMIN, "logs/2026-01-01.log", Math.floor(Date.now() / 1000) + 60);
    expect(await refusal(call(`/download/${log}`))).toBe("404 link_not_found");
  });

  it.each([
    [{ key: "logs/x.log", expires_in: 60 }, "400 invalid_value"],
    [{ key: "models/../x", expires_in: 60 }, "400 invalid_value"],
    [{ key: "models/none.bin", expires_in: 59 }, "400 invalid_value"],
    [{ key: "models/none.bin", expires_in: 604_801 }, "400 invalid_value"],
    [{ key: "models/none.bin", expires_in: 60 }, "404 file_not_found"],
    [{ expires_in: 60 }, "400 invalid_value"],
  ])("is not made of %j", async (body, reason) => {
    expect(await refusal(postJson("/api/admin/links", body, bearer(ADMIN)))).toBe(reason);
  });
});
