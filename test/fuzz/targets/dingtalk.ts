// DingTalk's callbacks behind their signature, and what its API answers.

import { parseAnswer } from "../../../src/channels/call.ts";
import { readAnswer } from "../../../src/channels/dingtalk/answer.ts";
import { readMessage } from "../../../src/channels/dingtalk/message.ts";
import { replyAddress } from "../../../src/channels/dingtalk/reply-address.ts";
import { verifyDelivery } from "../../../src/channels/dingtalk/verify.ts";
import { message, NOW, SETTINGS, signed } from "../../unit/channels/dingtalk/deliveries.ts";
import { textFixtures } from "../corpus.ts";
import { hold } from "../hold.ts";
import { onText, type Target } from "../target.ts";
import { holdMessage } from "./feishu.ts";

const TOKENS = [
  ...[
    '"msgtype":"richText"',
    '"msgtype":"text"',
    '"content":{"richText":[',
    '"downloadCode":"d"',
    '"isInAtList":true',
    '"repliedMsg":{"content":',
  ],
  ...[
    '"atUsers":[',
    '"conversationType":"2"',
    '"sessionWebhook":"https://oapi.dingtalk.com/robot/sendBySession?session=1"',
    "@bot ",
    "/help",
  ],
  ...['"createAt":', '"senderStaffId":', '"openThreadId":"t"', "\\ud800"],
];

export const dingtalkTargets: Target[] = [
  {
    name: "dingtalk-signed",
    covers: [
      "src/channels/dingtalk/",
      "src/channels/incoming.ts",
      "src/core/fields.ts",
      "src/core/command.ts",
    ],
    seeds: () => [...textFixtures("dingtalk", ".json"), JSON.stringify(message({ group: true }))],
    tokens: TOKENS,
    async check(input) {
      const verified = await verifyDelivery(SETTINGS, signed(input), NOW);
      if (!verified.ok)
        return hold(["bad_signature", "invalid"].includes(verified.failure.kind), "a declared failure");
      for (const groupSession of ["chat", "user"] as const) {
        const reading = readMessage({ ...SETTINGS, groupSession }, verified.value, NOW);
        hold(["message", "ignored"].includes(reading.kind), "a declared reading");
        if (reading.kind === "message") await holdMessage("dingtalk", SETTINGS.robotCode, reading.message);
      }
    },
  },
  {
    name: "dingtalk-address",
    covers: ["src/channels/dingtalk/reply-address.ts"],
    seeds: () => [
      "https://oapi.dingtalk.com/robot/sendBySession?session=1",
      "https://oapi.dingtalk.com@evil.example/robot/sendBySession",
    ],
    tokens: [
      "https://",
      "oapi.dingtalk.com",
      "@",
      "\\",
      "#",
      "/robot/sendBySession",
      "..",
      "%2e",
      ":443",
      ".",
    ],
    check: onText((text) => {
      const address = replyAddress(SETTINGS, text);
      if (address === null) return;
      const { origin, pathname, username, password } = new URL(address);
      hold(["https://api.dingtalk.com", "https://oapi.dingtalk.com"].includes(origin), "on our own hosts");
      hold(pathname === "/robot/sendBySession" && username + password === "", "of sessions only");
    }),
  },
  {
    name: "dingtalk-answer",
    covers: ["src/channels/dingtalk/answer.ts", "src/channels/dingtalk/codes.ts", "src/channels/call.ts"],
    seeds: () => [
      '{"errcode":0,"errmsg":"ok"}',
      '{"code":"Forbidden","message":"t-token at https://a.example"}',
      "<!doctype html>",
      '{"success":false}',
    ],
    tokens: ['"errcode":', '"code":', '"message":', "t-token", "https://", "<html", "success"],
    check: onText((text) => {
      for (const status of [200, 400, 401]) {
        const read = readAnswer(
          { status, headers: new Headers(), body: parseAnswer(text), text },
          ["t-token"],
          NOW,
        );
        if (read.ok) continue;
        const { message: words, code } = read.error;
        hold(
          words.length < 1_000 && words.isWellFormed() && code.length <= 100,
          "its words are short and whole",
        );
        hold(!words.includes("t-token"), "no secret is told");
      }
    }),
  },
];
