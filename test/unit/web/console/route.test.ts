// Addresses of the console: which page they name, and how filters get into them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addressOf,
  addressOfOne,
  NEW,
  PAGES,
  railPageOf,
  routeOf,
  withChanges,
} from "../../../../src/web/console/route.ts";

describe("an address", () => {
  test.each(PAGES)("of %s leads back to it", (page) => {
    expect(routeOf(addressOf(page))).toEqual({ page, id: null });
    expect(routeOf(`${addressOf(page)}/`)).toEqual({ page, id: null });
    expect(railPageOf(routeOf(addressOf(page)))).toBe(page);
  });

  test("of a conversation holds its session, whatever the platform put into it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "binary" }), (id) => {
        const path = new URL(addressOfOne("conversation", id), "http://localhost").pathname;
        // Two dots are a step up for every browser; no session is called so.
        fc.pre(id !== "." && id !== "..");
        expect(routeOf(path)).toEqual({ page: "conversation", id });
      }),
    );
    expect(railPageOf(routeOf(addressOfOne("conversation", "feishu:oc_1")))).toBe("conversations");
    expect(routeOf(addressOfOne("document", "员工手册-2026"))).toEqual({
      page: "document",
      id: "员工手册-2026",
    });
    expect(railPageOf(routeOf(addressOfOne("document", NEW)))).toBe("knowledge");
    expect(routeOf(addressOfOne("model", NEW))).toEqual({ page: "model", id: NEW });
    expect(railPageOf(routeOf("/admin/models/handbook"))).toBe("models");
  });

  test.each([
    "/",
    "/administrator",
    "/admin/nothing",
    "/admin/missing",
    "/admin/conversation",
    "/admin/document",
    "/admin/model/one",
    "/admin/logs/one",
    "/admin/conversations/a/b",
    "/admin/conversations/%E0%A4%A",
  ])("%s names no page", (path) => {
    expect(routeOf(path).page).toBe("missing");
    expect(railPageOf(routeOf(path))).toBeNull();
  });

  test("carries filters, so that a view can be sent", () => {
    expect(addressOf("logs", { q: "a b&c", kind: "access" })).toBe("/admin/logs?q=a+b%26c&kind=access");
    expect(addressOf("overview", { period: "week" })).toBe("/admin?period=week");
  });
});

test("filters are set, changed and taken away, and the others stay", () => {
  const query = new URLSearchParams("q=x&state=dead");
  expect(String(withChanges(query, { q: "y" }))).toBe("q=y&state=dead");
  expect(String(withChanges(query, { state: null, channel: "feishu" }))).toBe("q=x&channel=feishu");
  expect(String(withChanges(query, { q: "" }))).toBe("state=dead");
  expect(String(query)).toBe("q=x&state=dead");
});
