// Signed deliveries of any other system, and the addresses that they name.
import { isPublicHttpsUrl } from "../../../src/channels/signed/public-url.ts";
import { createSigned } from "../../../src/channels/signed/signed.ts";
import { bodySignatureOf, bytesOf, delivered, NOW, SECRET } from "../../unit/channels/signed/deliveries.ts";
import { hold } from "../hold.ts";
import { choiceOf, onText, type Target } from "../target.ts";

const strict = createSigned({ secret: SECRET, strict: true });

const BODIES = [
  '{"message_id":"m-1","session_id":"s-1","message":"hello"}',
  '{"message_id":"m-1","session_id":"s-1","message":"hello","callback_url":"https://a.example.com/b"}',
  '{"message_id":"","session_id":"选","message":"\\u0000","callback_url":"https://10.0.0.1/"}',
];

export const signedTargets: Target[] = [
  {
    name: "signed-webhook",
    covers: ["src/channels/signed/", "src/core/hmac.ts", "src/core/json-body.ts"],
    seeds: () => BODIES,
    tokens: [
      '"message_id":',
      '"session_id":',
      '"message":',
      '"callback_url":"https://',
      "\\ud800",
      "\\u0000",
      "localhost",
      "[::1]",
    ],
    async check(input) {
      const signature = bodySignatureOf(String(NOW), input);
      const verified = await strict.verify(delivered(input, { "x-body-signature": signature }), NOW);
      if (verified.ok) {
        const { messageId, sessionId, message, callbackUrl } = verified.value;
        hold(/^[A-Za-z0-9._:-]{1,64}$/.test(sessionId), "its session can be named");
        hold(
          messageId.isWellFormed() && message.isWellFormed() && message.trim() !== "",
          "its texts are whole",
        );
        hold(callbackUrl === null || isPublicHttpsUrl(callbackUrl), "its address is public");
      } else hold(verified.failure.kind === "invalid", "what is signed is at most unreadable");
      if (input.length === 0) return;
      const at = choiceOf(input, input.length * 8);
      const other = input.slice();
      other[at >> 3] = (other[at >> 3] ?? 0) ^ (1 << (at & 7));
      const forged = await strict.verify(delivered(other, { "x-body-signature": signature }), NOW);
      hold(!forged.ok && forged.failure.kind === "bad_signature", "one bit is another");
    },
  },
  {
    name: "signed-headers",
    covers: ["src/channels/signed/headers.ts", "src/channels/signed/signed.ts"],
    seeds: () => [`timestamp:${NOW}\nsign:AAAA`, "x-timestamp:1760000000\nx-signature:a\nx-body-signature:b"],
    tokens: ["timestamp:", "sign:", "x-timestamp:", "x-signature:", String(NOW), "1760000000"],
    async check(input) {
      const headers = new Headers();
      for (const line of Buffer.from(input).toString("latin1").split("\n")) {
        const [, name = "", value = ""] = /^([\w-]+):(.*)$/.exec(line) ?? [];
        if (name !== "") headers.set(name, value.replace(/[^\t -~]/g, ""));
      }
      const verified = await strict.verify({ headers, body: bytesOf(BODIES[0]) }, NOW);
      hold(!verified.ok && verified.failure.kind === "bad_signature", "nobody can guess a signature");
    },
  },
  {
    name: "public-url",
    covers: ["src/channels/signed/public-url.ts", "src/channels/signed/public-address.ts"],
    seeds: () => [
      "https://a.example.com/",
      "https://[2001:db8::1]/",
      "https://0x7f.1/",
      "https://a.localhost./",
      "https://1.1.1.1:8443/",
    ],
    tokens: [
      "https://",
      "[",
      "]",
      "::",
      "127.0.0.1",
      "0x7f",
      "%31",
      "．",
      "localhost",
      ".",
      "@",
      ":80",
      "169.254.169.254",
      "::ffff:",
    ],
    check: onText((text) => {
      if (!isPublicHttpsUrl(text)) return;
      const { hostname, protocol, username, password } = new URL(text);
      hold(protocol === "https:" && username + password === "", "encrypted, without credentials");
      const isIpv4 = /^\d+(?:\.\d+){3}$/.test(hostname);
      const isPrivate = /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(hostname);
      hold(!(isIpv4 && isPrivate), "no private address");
      hold(
        !/^\[(?:::|f[cde])/.test(hostname) && !/(?:^|\.)localhost\.?$/.test(hostname),
        "no machine of its own",
      );
    }),
  },
];
