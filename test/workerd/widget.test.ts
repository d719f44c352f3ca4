// The widget's doors: who may show the page in a frame, the cookie it gets there, and what another site may not do with it.
import { describe, expect, it } from "vitest";
import type { ErrorEnvelope } from "../../src/core/wire.ts";
import { bearer, call, callWith, fresh, jsonRequest, KEY, ORIGIN } from "./support.ts";

const PARTITIONED = /^visitor=([0-9a-f]{32}); .*HttpOnly; Secure; SameSite=None; Partitioned/;
const IN_FRAME = { referer: `${ORIGIN}/widget?language=zh` };

async function ancestors(widgetOrigins: string): Promise<string | undefined> {
  const response = await callWith({ WIDGET_ORIGINS: widgetOrigins }, "/widget");
  await response.arrayBuffer();
  expect(response.status).toBe(200);
  expect(response.headers.get("x-frame-options")).toBeNull();
  return /frame-ancestors ([^;]*)/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
}

describe("the widget's page", () => {
  it("may be framed by the sites of WIDGET_ORIGINS alone, and by its own without", async () => {
    expect(await ancestors("")).toBe("'self'");
    expect(await ancestors(" https://shop.example/ ,https://*.Shop.example, http://127.0.0.1:8080")).toBe(
      "'self' https://shop.example https://*.shop.example http://127.0.0.1:8080",
    );
    expect(await ancestors("https://例子.example")).toBe("'self' https://xn--fsqu00a.example");
    expect(await ancestors("*")).toBe("'self' *");
  });

  it("opens no other page to them, and is the chat's page with its whole policy", async () => {
    const settings = { WIDGET_ORIGINS: "*" };
    for (const path of ["/", "/admin", "/docs", "/api/models"]) {
      const response = await callWith(settings, path);
      await response.arrayBuffer();
      expect([path, response.headers.get("x-frame-options")]).toEqual([path, "SAMEORIGIN"]);
      expect(response.headers.get("content-security-policy") ?? "").not.toContain("*");
      expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    }
    const [page, widget] = [await callWith(settings, "/"), await callWith(settings, "/widget")];
    expect(await widget.text()).toBe(await page.text());
    expect(widget.headers.get("x-robots-tag")).toBe("noindex");
    expect(widget.headers.get("content-security-policy")?.replace(" *", "")).toBe(
      page.headers.get("content-security-policy"),
    );
  });

  it.each([
    "shop.example",
    "ftp://shop.example",
    "https://shop.example/page",
    "https://user@shop.example",
    "https://*",
    "https://a.*.example",
    "https://shop.example; script-src *",
    "'none'",
    "https://[::1]",
    "https://shop.example,*.example",
  ])("%s is no origin: the setting is named, and nobody else may frame", async (origins) => {
    expect(await ancestors(origins)).toBe("'self'");
    const response = await callWith({ WIDGET_ORIGINS: origins }, "/api/models");
    const { error } = await response.json<ErrorEnvelope>();
    expect([response.status, error.code]).toEqual([503, "misconfigured"]);
    expect(error.message).toContain("WIDGET_ORIGINS must be origins such as https://www.example.com");
  });

  it("is closed to other networks, and its refusal may not be framed", async () => {
    const settings = { ALLOWED_CIDRS: "10.0.0.0/8", WIDGET_ORIGINS: "*" };
    for (const path of ["/widget", "/widget.js"]) {
      const response = await callWith(settings, path, { headers: { "cf-connecting-ip": "203.0.113.1" } });
      expect((await response.json<ErrorEnvelope>()).error.code).toBe("network_not_allowed");
      expect(response.headers.get("x-frame-options")).toBe("SAMEORIGIN");
      expect(response.headers.get("set-cookie")).toBeNull();
    }
  });
});

describe("the visitor's cookie in a frame", () => {
  it("is made with the page, once, and opens the conversations that were begun with it", async () => {
    const first = await call("/widget");
    await first.arrayBuffer();
    const cookie = first.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(PARTITIONED);
    const visitor = cookie.split(";")[0] ?? "";
    const again = await call("/widget", { headers: { cookie: visitor } });
    await again.arrayBuffer();
    expect(again.headers.get("set-cookie")).toBeNull();
    const headers = { cookie: visitor, ...IN_FRAME, "sec-fetch-site": "same-origin" };
    const said = await call(
      "/api/chat",
      jsonRequest({ message: "hi", session_id: fresh("framed") }, headers),
    );
    expect([said.status, said.headers.get("set-cookie")]).toEqual([200, null]);
  });

  it("is made by a call of the frame that comes without one, and stays the usual one elsewhere", async () => {
    for (const [headers, expected] of [
      [IN_FRAME, PARTITIONED],
      [{}, /SameSite=Lax$/],
      [{ referer: `${ORIGIN}/` }, /SameSite=Lax$/],
      [{ referer: "https://evil.example/widget" }, /SameSite=Lax$/],
    ] as const) {
      const response = await call("/api/models", { headers });
      await response.arrayBuffer();
      expect(response.headers.get("set-cookie")).toMatch(expected);
    }
  });

  it("is not made where the chat asks for a key", async () => {
    const response = await callWith({ CHAT_ACCESS: "key" }, "/widget");
    await response.arrayBuffer();
    expect([response.status, response.headers.get("set-cookie")]).toEqual([200, null]);
  });

  it("lets no other site speak for a visitor; a key still speaks for itself", async () => {
    const elsewhere = { origin: "https://shop.example", "sec-fetch-site": "cross-site" };
    const visitor = { cookie: `visitor=${"5".repeat(32)}` };
    const message = { message: "hi", session_id: fresh("foreign") };
    const refused = await call("/api/chat", jsonRequest(message, { ...visitor, ...elsewhere }));
    expect([refused.status, (await refused.json<ErrorEnvelope>()).error.code]).toEqual([403, "cross_site"]);
    const stop = { method: "POST", headers: { ...visitor, ...elsewhere } };
    expect((await call(`/api/chat/${message.session_id}/stop`, stop)).status).toBe(403);
    expect((await call("/api/visitor/join", jsonRequest({ code: "x" }, elsewhere))).status).toBe(403);
    const keyed = await call("/api/chat", jsonRequest(message, { ...bearer(KEY), ...elsewhere }));
    expect(keyed.status).toBe(200);
  });
});

it("the loader is a script that any site may load, kept for minutes only", async () => {
  const response = await call("/widget.js");
  expect(await response.text()).toContain("clawdbot");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(response.headers.get("cache-control")).toBe("public, max-age=600");
});
