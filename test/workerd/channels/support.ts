// What tests of the channels share: deliveries through the Worker's own door, and questions to the fakes that play the platforms.
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { DeliveryRecord } from "../../../src/core/delivery.ts";
import type { ErrorEnvelope } from "../../../src/core/wire.ts";
import {
  type DingTalkMessage,
  dingtalkDelivery,
  dingtalkMessage,
  type MessageOptions,
} from "../../support/dingtalk-delivery.ts";
import type { VisibleMessage as DingTalkVisible } from "../../support/fake-dingtalk.ts";
import type { VisibleMessage as FeishuVisible } from "../../support/fake-feishu.ts";
import { type DeliveryOptions, feishuDelivery } from "../../support/feishu-delivery.ts";
import { ADMIN, bearer, call } from "../support.ts";

export interface SentDelivery {
  body: string;
  headers: Record<string, string>;
}

export function deliver(path: string, { body, headers }: SentDelivery): Promise<Response> {
  return call(path, { method: "POST", body, headers });
}

/** Status and code of a refusal. */
export async function refusalOf(response: Response): Promise<string> {
  const text = await response.text();
  const { error }: ErrorEnvelope = JSON.parse(text);
  return `${response.status} ${error.code}`;
}

/** A genuine message to the robot, whose replies go to the fake. */
export function said(options: MessageOptions): DingTalkMessage {
  return dingtalkMessage({ baseUrl: env.FAKE_DINGTALK_URL, ...options });
}

export async function deliverDingTalk(message: DingTalkMessage): Promise<Response> {
  return deliver("/webhooks/dingtalk", await dingtalkDelivery(message));
}

/** Messages that people of this chat see, once there are so many. */
export async function visibleInDingTalk(chat: string, atLeast = 1): Promise<DingTalkVisible[]> {
  return ask(env.FAKE_DINGTALK_URL, "visible", { chat, at_least: String(atLeast) });
}

export async function dingtalkControl(name: string, body: unknown): Promise<void> {
  await command(env.FAKE_DINGTALK_URL, name, body);
}

export interface FakeCall {
  operation: string;
  path: string;
  body: Record<string, unknown>;
  headers: Record<string, string>;
}

export function dingtalkCalls(query: Record<string, string>): Promise<FakeCall[]> {
  return ask(env.FAKE_DINGTALK_URL, "calls", query);
}

export async function ask<Answer>(
  url: string,
  name: string,
  query: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/control/${name}?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error(await response.text());
  return response.json<Answer>();
}

export async function command(url: string, name: string, body: unknown = {}): Promise<void> {
  const response = await fetch(`${url}/control/${name}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

export async function deliveries(query: Record<string, string> = {}): Promise<DeliveryRecord[]> {
  const response = await call(`/api/admin/deliveries?${new URLSearchParams({ limit: "200", ...query })}`, {
    headers: bearer(ADMIN),
  });
  const { data } = await response.json<{ data: DeliveryRecord[] }>();
  return data;
}

/** The operator's rows of one message, `in` before `out`, once they look so. */
export async function waitForDeliveries(messageId: string, expected: string[]): Promise<DeliveryRecord[]> {
  let rows: DeliveryRecord[] = [];
  await vi.waitFor(
    async () => {
      rows = (await deliveries())
        .filter(({ message_id }) => message_id === messageId)
        .sort((left, right) => left.direction.localeCompare(right.direction));
      expect(rows.map(({ direction, state }) => `${direction} ${state}`)).toEqual(expected);
    },
    { timeout: 10_000, interval: 50 },
  );
  return rows;
}

export async function control(id: string, wish: "retry" | "discard"): Promise<Response> {
  return call(`/api/admin/deliveries/${id}/${wish}`, { method: "POST", headers: bearer(ADMIN) });
}

/** A genuine event of Feishu, encrypted and signed unless `options` say otherwise. */
export async function deliverFeishu(event: object, options: DeliveryOptions = {}): Promise<Response> {
  return deliver("/webhooks/feishu", await feishuDelivery(event, options));
}

export function visibleInFeishu(
  chat: string,
  atLeast = 1,
  query: Record<string, string> = {},
): Promise<FeishuVisible[]> {
  return ask(env.FAKE_FEISHU_URL, "visible", { chat, at_least: String(atLeast), ...query });
}

export function feishuCalls(query: Record<string, string>): Promise<FakeCall[]> {
  return ask(env.FAKE_FEISHU_URL, "calls", query);
}

export function feishuControl(name: string, body: unknown = {}): Promise<void> {
  return command(env.FAKE_FEISHU_URL, name, body);
}
