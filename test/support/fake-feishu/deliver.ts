// An event as Feishu posts it: encrypted and signed where the app has a key. Web Crypto only.
import { encryptFeishu, signFeishu, signFeishuOldCard } from "./signing.ts";
import { FEISHU_TEST_APP } from "./test-app.ts";

export interface Delivery {
  body: string;
  headers: Record<string, string>;
}

export interface DeliveryOptions {
  /** Null: the app has none, and nothing is encrypted or signed. */
  encryptKey?: string | null;
  /** Put into the delivery in place of the event's own; also the key of an old card's signature. */
  verificationToken?: string;
  appId?: string;
  /** Unix milliseconds of the signature. */
  now?: number;
  nonce?: string;
  /** False: signed, but in clear. */
  encrypt?: boolean;
}

/** Ready to be posted to the webhook. What is signed is the body as it goes out; a challenge is never signed. */
export async function feishuDelivery(event: object, options: DeliveryOptions = {}): Promise<Delivery> {
  const { verificationToken = FEISHU_TEST_APP.verificationToken, encrypt = true } = options;
  const encryptKey = options.encryptKey === undefined ? FEISHU_TEST_APP.encryptKey : options.encryptKey;
  const kind = kindOf(event);
  const plain = JSON.stringify(issuedBy(event, options));
  const body =
    encryptKey !== null && encrypt && kind !== "old card"
      ? JSON.stringify({ encrypt: await encryptFeishu(plain, encryptKey) })
      : plain;
  const timestamp = String(Math.floor((options.now ?? Date.now()) / 1000));
  const nonce = options.nonce ?? String(Math.floor(Math.random() * 1e10));
  const headers = { "content-type": "application/json; charset=utf-8" };
  if (kind === "challenge" || (kind === "event" && encryptKey === null)) return { body, headers };
  const signature =
    kind === "old card"
      ? await signFeishuOldCard(body, { timestamp, nonce, verificationToken })
      : await signFeishu(body, { timestamp, nonce, encryptKey: encryptKey ?? "" });
  const signed = {
    "X-Lark-Request-Timestamp": timestamp,
    "X-Lark-Request-Nonce": nonce,
    "X-Lark-Signature": signature,
  };
  return { body, headers: { ...headers, ...signed } };
}

function kindOf(event: object): "challenge" | "old card" | "event" {
  if ("type" in event && event.type === "url_verification") return "challenge";
  return "open_message_id" in event ? "old card" : "event";
}

/** An old card's `token` is another thing than the app's. */
function issuedBy(event: object, { verificationToken, appId }: DeliveryOptions): object {
  const token = verificationToken === undefined ? {} : { token: verificationToken };
  if (kindOf(event) === "challenge") return { ...event, ...token };
  if (!("header" in event) || typeof event.header !== "object") return event;
  return { ...event, header: { ...event.header, ...token, ...(appId !== undefined && { app_id: appId }) } };
}
