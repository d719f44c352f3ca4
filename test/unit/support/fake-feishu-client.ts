// A bare client of the fake Feishu, for the tests of the fake itself.
import { writeMessageId } from "../../support/fake-feishu/message-name.ts";
import { FEISHU_TEST_APP } from "../../support/feishu-delivery.ts";

export interface PlatformAnswer {
  status: number;
  headers: Headers;
  code: number;
  msg: string;
  data: Record<string, unknown>;
  body: Record<string, unknown>;
}

type Fields = Record<string, unknown>;

export const CHAT = "oc_group0001";
/** What a person asked in that chat. */
export const QUESTION = writeMessageId({ name: "question", chatId: CHAT, threadId: null });

export const CREDENTIALS = { app_id: FEISHU_TEST_APP.appId, app_secret: FEISHU_TEST_APP.appSecret };

export function markdownCard(content: string, config: Fields = {}): Fields {
  return {
    schema: "2.0",
    config: { update_multi: true, ...config },
    body: { elements: [{ tag: "markdown", element_id: "answer", content }] },
  };
}

export function createClient(url: string) {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal: AbortSignal | null = null,
  ): Promise<PlatformAnswer> => {
    const content = body === undefined || typeof body === "string" ? (body ?? null) : JSON.stringify(body);
    const type = { "content-type": "application/json; charset=utf-8" };
    const response = await fetch(url + path, {
      method,
      headers: { ...type, ...headers },
      body: content,
      signal,
    });
    const answer: Fields = await response.json();
    const { code, msg, data } = answer;
    const read = { code: Number(code), msg: String(msg), data: { ...Object(data) }, body: answer };
    return { status: response.status, headers: response.headers, ...read };
  };
  const token = async (): Promise<string> => {
    const { body } = await send("POST", "/open-apis/auth/v3/tenant_access_token/internal", CREDENTIALS);
    return String(body.tenant_access_token);
  };
  const call = async (method: string, path: string, body?: unknown): Promise<PlatformAnswer> =>
    send(method, `/open-apis/${path}`, body, { authorization: `Bearer ${await token()}` });
  const reply = (msgType: string, content: unknown, more: Fields = {}, to = QUESTION) =>
    call("POST", `im/v1/messages/${encodeURIComponent(to)}/reply`, {
      msg_type: msgType,
      content: typeof content === "string" ? content : JSON.stringify(content),
      ...more,
    });
  const openCard = async (card: unknown): Promise<string> => {
    const { data } = await call("POST", "cardkit/v1/cards", {
      type: "card_json",
      data: JSON.stringify(card),
    });
    return String(data.card_id);
  };
  return {
    send,
    token,
    /** A call with a token that holds. */
    call,
    reply,
    say: (text: string, more: Fields = {}, to = QUESTION) => reply("text", { text }, more, to),
    card: (card: unknown, more: Fields = {}) => reply("interactive", card, more),
    create: (type: string, receiveId: string, text: string) =>
      call("POST", `im/v1/messages?receive_id_type=${type}`, {
        receive_id: receiveId,
        msg_type: "text",
        content: JSON.stringify({ text }),
      }),
    openCard,
    sendCard: (cardId: string, more: Fields = {}) =>
      reply("interactive", { type: "card", data: { card_id: cardId } }, more),
    /** An operation on a card that exists by itself. */
    stream: (cardId: string, content: string, sequence: unknown, more: Fields = {}, element = "answer") =>
      call("PUT", `cardkit/v1/cards/${cardId}/elements/${element}/content`, { content, sequence, ...more }),
    settings: (cardId: string, config: Fields, sequence: number) =>
      call("PATCH", `cardkit/v1/cards/${cardId}/settings`, {
        settings: JSON.stringify({ config }),
        sequence,
      }),
    replaceCard: (cardId: string, card: unknown, sequence: number) =>
      call("PUT", `cardkit/v1/cards/${cardId}`, {
        card: { type: "card_json", data: JSON.stringify(card) },
        sequence,
      }),
    control: async (path: string, body?: unknown, method = body === undefined ? "GET" : "POST") => {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      return (await fetch(`${url}/control/${path}`, init)).json();
    },
  };
}
