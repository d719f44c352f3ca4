// The calls about what is shared, and whether their answers are what was promised.
import type { Share, SharedPage } from "../../../core/wire.ts";
import { type Api, expectShape, pathOf, queryOf } from "../api.ts";
import { isHistoryPage } from "../wire-check.ts";

function hasTexts(value: unknown, ...names: string[]): boolean {
  return names.every((name) => typeof Reflect.get(Object(value), name) === "string");
}

function isShare(value: unknown): value is Share {
  return hasTexts(value, "url", "shared_at");
}

function isShareOrNone(value: unknown): value is { share: Share | null } {
  const share: unknown = Reflect.get(Object(value), "share");
  return share === null || isShare(share);
}

function isSharedPage(value: unknown): value is SharedPage {
  return hasTexts(value, "title", "shared_at") && isHistoryPage({ session_id: "", ...Object(value) });
}

export async function readShare(api: Api, sessionId: string): Promise<Share | null> {
  return (await expectShape(await api.call(pathOf(sessionId, "/share")), isShareOrNone)).share;
}

export async function makeShare(api: Api, sessionId: string): Promise<Share> {
  return expectShape(await api.call(pathOf(sessionId, "/share"), { method: "POST" }), isShare);
}

export async function revokeShare(api: Api, sessionId: string): Promise<void> {
  await api.call(pathOf(sessionId, "/share"), { method: "DELETE" });
}

export async function readShared(api: Api, token: string, cursor: string | null): Promise<SharedPage> {
  const path = `/api/shared/${encodeURIComponent(token)}${queryOf({ cursor })}`;
  return expectShape(await api.call(path), isSharedPage);
}
