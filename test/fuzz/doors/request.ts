// A request to a door as it can be kept, changed and sent again. What signs it is made when it is sent: signatures age.

import { DINGTALK_TEST_APP, signDingTalk } from "../../support/dingtalk-delivery.ts";
import { encryptFeishu, FEISHU_TEST_APP, signFeishu } from "../../support/feishu-delivery.ts";

export const SIGNED_SECRET = "signed-secret";

export interface DoorRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: [name: string, value: string][];
  body: Uint8Array<ArrayBuffer> | null;
  /** Signed by this platform's rules; the body is then what stands inside. */
  signedAs: "feishu" | "dingtalk" | "signed" | null;
  /** Null: genuine. Else one bit of what is signed is turned, this one in turn. */
  flip: number | null;
}

/** Ready to be sent. */
export interface SentRequest {
  method: string;
  path: string;
  headers: [name: string, value: string][];
  body: Uint8Array<ArrayBuffer> | null;
}

export async function signedRequest(request: DoorRequest): Promise<SentRequest> {
  const { method, path, body, signedAs, flip } = request;
  const inside = body ?? new Uint8Array();
  const genuine =
    signedAs === null ? { body, headers: request.headers } : await SIGNERS[signedAs](inside, request.headers);
  if (flip === null || signedAs === null) return { method, path, ...genuine };
  return { method, path, ...flipped(genuine, signedAs, flip) };
}

interface Signed {
  body: Uint8Array<ArrayBuffer> | null;
  headers: [name: string, value: string][];
}

type Signer = (inside: Uint8Array<ArrayBuffer>, headers: [string, string][]) => Promise<Signed>;

const SIGNERS: Record<"feishu" | "dingtalk" | "signed", Signer> = {
  async feishu(inside, headers) {
    const { encryptKey } = FEISHU_TEST_APP;
    const body = JSON.stringify({
      encrypt: await encryptFeishu(new TextDecoder().decode(inside), encryptKey),
    });
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), "nonce-of-the-test"];
    const signature = await signFeishu(body, { timestamp, nonce, encryptKey });
    const signs: [string, string][] = [
      ["x-lark-request-timestamp", timestamp],
      ["x-lark-request-nonce", nonce],
      ["x-lark-signature", signature],
    ];
    return { body: new Uint8Array(new TextEncoder().encode(body)), headers: [...headers, ...signs] };
  },
  async dingtalk(body, headers) {
    const timestamp = String(Date.now());
    const sign = await signDingTalk(timestamp, DINGTALK_TEST_APP.appSecret);
    return { body, headers: [...headers, ["timestamp", timestamp], ["sign", sign]] };
  },
  async signed(body, headers) {
    const timestamp = String(Date.now());
    const sign = await signDingTalk(timestamp, SIGNED_SECRET);
    const start = new TextEncoder().encode(`${timestamp}.`);
    const whole = new Uint8Array(start.length + body.length);
    whole.set(start);
    whole.set(body, start.length);
    const bodySign = await hexHmac(SIGNED_SECRET, whole);
    return {
      body,
      headers: [...headers, ["timestamp", timestamp], ["sign", sign], ["x-body-signature", bodySign]],
    };
  },
};

async function hexHmac(secret: string, message: Uint8Array<ArrayBuffer>): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, [
    "sign",
  ]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, message));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** DingTalk signs no body: there a header is changed, as now and then elsewhere. */
function flipped({ body, headers }: Signed, signedAs: string, flip: number): Signed {
  const inHeader = signedAs === "dingtalk" || body === null || body.length === 0 || flip % 4 === 0;
  if (!inHeader) {
    const other = body.slice();
    const at = flip % other.length;
    other[at] = (other[at] ?? 0) ^ (1 << (flip % 8));
    return { headers, body: other };
  }
  const signs = new Set(["sign", "x-lark-signature", "x-body-signature"]);
  const changed = headers.map(([name, value]): [string, string] =>
    signs.has(name) ? [name, withOther(value, flip)] : [name, value],
  );
  return { body, headers: changed };
}

function withOther(value: string, flip: number): string {
  // The last characters of base64 may stand for no byte of their own.
  const at = flip % Math.max(value.length - 3, 1);
  return `${value.slice(0, at)}${value[at] === "0" ? "1" : "0"}${value.slice(at + 1)}`;
}
