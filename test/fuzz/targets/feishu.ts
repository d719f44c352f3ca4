// Feishu's callbacks: behind a signature made after the change, so that what reads the event is reached; and what it encrypted.

import { parseAnswer } from "../../../src/channels/call.ts";
import type { ChannelMessage } from "../../../src/channels/channel.ts";
import { readAnswer } from "../../../src/channels/feishu/answer.ts";
import { readContent } from "../../../src/channels/feishu/content.ts";
import { decryptEvent, decryptText } from "../../../src/channels/feishu/decrypt.ts";
import { encryptText } from "../../../src/channels/feishu/encrypt.ts";
import { readEvent } from "../../../src/channels/feishu/event.ts";
import { verifyDelivery } from "../../../src/channels/feishu/verify.ts";
import { toIncoming } from "../../../src/channels/incoming.ts";
import {
  BOT,
  encrypt,
  messageEvent,
  NOW,
  SETTINGS,
  signed,
  textOf as textEvent,
} from "../../unit/channels/feishu/deliveries.ts";
import { textFixtures } from "../corpus.ts";
import { hold, holdSame } from "../hold.ts";
import { choiceOf, onText, type Target, textOf } from "../target.ts";

const KEY = SETTINGS.encryptKey ?? "";
const TOKENS = [
  ...[
    '"content":"{\\"text\\":\\"@_user_1 hi\\"}"',
    '"mentions":[',
    '"chat_type":"group"',
    '"message_type":"post"',
    "@_user_1",
    "@_all",
  ],
  ...[
    '"tag":"at"',
    '"tag":"img"',
    '"tag":"code_block"',
    '"im.message.receive_v1"',
    '"card.action.trigger"',
    '"challenge"',
    '"url_verification"',
  ],
  ...['"open_id":"ou_bot"', "/model", "```", "\\ud800"],
];

const POSTS = [
  '{"title":"t","content":[[{"tag":"text","text":" bold ","style":["bold","italic"]},{"tag":"a","text":"x","href":"https://a.example/"}],[{"tag":"img","image_key":"img_1"},{"tag":"code_block","language":"GO","text":"a```b"}]]}',
  '{"zh_cn":{"title":"","content":[[{"tag":"at","user_id":"@_user_1","user_name":"Tom"},{"tag":"emotion","emoji_type":"SMILE"},{"tag":"hr"}]]}}',
  '{"text":"@_user_1 hello @_user_10"}',
];

/** What every message of a channel has to be, whoever sent it. */
export async function holdMessage(
  channel: "feishu" | "dingtalk",
  app: string,
  message: ChannelMessage,
): Promise<void> {
  hold(message.text.isWellFormed(), "its text can be stored");
  hold(Number.isFinite(message.origin.sentAt), "it was sent at some time");
  const { objectName, message: incoming } = await toIncoming(
    channel,
    app,
    message,
    { longest: 100, now: NOW },
    "r",
  );
  hold(/^[A-Za-z0-9._:-]{1,64}$/.test(incoming.sessionId), "its session can be named");
  hold(objectName.startsWith(`${channel}/`) && /^[\x21-\x7e]+$/.test(objectName), "its object can be named");
  hold([...incoming.text].length <= 100 || incoming.text.length <= 100, "no longer than allowed");
}

export const feishuTargets: Target[] = [
  {
    name: "feishu-signed",
    covers: ["src/channels/feishu/", "src/channels/incoming.ts", "src/core/fields.ts", "src/core/command.ts"],
    seeds: () => [
      ...textFixtures("feishu", ".json"),
      JSON.stringify(messageEvent()),
      JSON.stringify(textEvent("@_user_1 /help")),
    ],
    tokens: TOKENS,
    async check(input) {
      const text = textOf(input).toWellFormed();
      const body = JSON.stringify({ encrypt: encrypt(text) });
      const verified = await verifyDelivery(SETTINGS, signed(body), NOW);
      if (!verified.ok)
        return hold(["bad_signature", "invalid"].includes(verified.failure.kind), "a declared failure");
      for (const bot of [BOT, null]) {
        const reading = readEvent(SETTINGS, verified.value, bot, NOW);
        hold(["message", "answer", "ignored", "unidentified"].includes(reading.kind), "a declared reading");
        if (reading.kind === "message") await holdMessage("feishu", SETTINGS.appId, reading.message);
      }
    },
  },
  {
    name: "feishu-bytes",
    covers: [
      "src/channels/feishu/verify.ts",
      "src/channels/feishu/decrypt.ts",
      "src/channels/feishu/shape.ts",
    ],
    seeds: () => [
      new TextEncoder().encode(JSON.stringify({ encrypt: encrypt(JSON.stringify(messageEvent())) })),
      '{"encrypt":"AAAA"}',
      '{"challenge":"a","token":"t","type":"url_verification"}',
      '{"open_id":"ou","action":{"value":{}},"token":"c","open_message_id":"m"}',
    ],
    tokens: ['"encrypt":', "==", "A"],
    async check(input) {
      // Signed or not by whoever has the key: without the right content it becomes nothing.
      const unsigned = await verifyDelivery(SETTINGS, { headers: new Headers(), body: input }, NOW);
      if (unsigned.ok) hold(unsigned.value.type === "url_verification", "only a challenge comes unsigned");
      const verified = await verifyDelivery(SETTINGS, signed(Buffer.from(input).toString("latin1")), NOW);
      hold(verified.ok || verified.failure.kind !== "internal", "a declared failure");
    },
  },
  {
    name: "feishu-decrypt",
    covers: ["src/channels/feishu/decrypt.ts", "src/channels/feishu/encrypt.ts"],
    seeds: () => [encrypt('{"a":1}'), encrypt("选课"), "AAAA", ""],
    tokens: ["=", "A", "/", "+"],
    check: onText(async (text) => {
      await decryptEvent(text, KEY);
      const plain = text.toWellFormed();
      const sealed = await encryptText(plain, KEY);
      // A byte order mark in front is no part of a text.
      holdSame(await decryptText(sealed, KEY), plain.replace(/^\ufeff/, ""), "decrypted again");
      const bytes = Buffer.from(sealed, "base64");
      const at = 16 + choiceOf(text, bytes.length - 16);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      hold(
        (await decryptText(bytes.toString("base64"), KEY)) !== plain || plain === "",
        "a changed bit shows",
      );
    }),
  },
  {
    name: "feishu-content",
    covers: ["src/channels/feishu/content.ts", "src/channels/feishu/post.ts"],
    seeds: () => POSTS,
    tokens: TOKENS,
    check: onText((text) => {
      for (const type of ["text", "post", "image", "audio", "?"]) {
        const content = readContent(type, text);
        if (content.kind !== "text") continue;
        hold(
          content.imageKeys.every((key) => key !== "" && key.isWellFormed()),
          "keys of images name something",
        );
        hold(content.text.length <= 8 * text.length + 100, "no longer than what came");
      }
    }),
  },
  {
    name: "feishu-answer",
    covers: ["src/channels/feishu/answer.ts", "src/channels/feishu/codes.ts", "src/channels/call.ts"],
    seeds: () => [
      '{"code":0,"data":{}}',
      '{"code":99991663,"msg":"token app-secret-of-the-test https://a.example"}',
      "<html>",
    ],
    tokens: ['"code":', '"msg":', "app-secret-of-the-test", "kudryavka", "https://"],
    check: onText((text) => {
      const answer = { status: 200, headers: new Headers(), body: parseAnswer(text), text };
      const read = readAnswer(answer, { settings: SETTINGS, token: "t-token", now: NOW });
      if (read.ok) return;
      const { message } = read.error;
      hold(message.length < 1_000 && message.isWellFormed(), "its words are short and whole");
      for (const secret of [SETTINGS.appSecret, KEY, SETTINGS.verificationToken ?? "", "t-token"])
        hold(!message.includes(secret), "no secret is told");
    }),
  },
];
