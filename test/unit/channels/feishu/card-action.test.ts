// A click on a button: a command where the button carries one, and a word for the clicker where it does not.
import { describe, expect, it } from "vitest";
import { readEvent } from "../../../../src/channels/feishu/event.ts";
import { BOT, envelope, NOW, SETTINGS } from "./deliveries.ts";

type Fields = Record<string, unknown>;

const click = (value: unknown, fields: Fields = {}) =>
  envelope("card.action.trigger", {
    operator: { open_id: "ou_tom", union_id: "on_1", tenant_key: "tk" },
    token: "c-1",
    action: { value, tag: "button" },
    host: "im_message",
    context: { open_message_id: "om_card", open_chat_id: "oc_1" },
    ...fields,
  });

const oldClick = (value: unknown, fields: Fields = {}): Fields => ({
  open_id: "ou_tom",
  open_message_id: "om_card",
  open_chat_id: "oc_1",
  token: "c-2",
  action: { value, tag: "button" },
  ...fields,
});

const read = (event: Fields) => readEvent(SETTINGS, event, BOT, NOW);

describe("a button with a command", () => {
  it.each([
    ["an object", { command: "/new" }],
    ["the text of one", '{"command":"/new"}'],
    ["in the other language", { command: " /新对话 " }],
  ])("is that command: %s", (_, value) => {
    expect(read(click(value))).toMatchObject({
      kind: "message",
      acknowledgement: {},
      message: {
        messageId: "evt_1",
        conversation: ["oc_1"],
        userId: "ou_tom",
        command: { name: "new", argument: "" },
        origin: { messageId: "om_card", chatId: "oc_1", threadId: null, sentAt: NOW, attachments: [] },
      },
    });
    expect(read(oldClick(value))).toMatchObject({
      kind: "message",
      message: { messageId: "c-2", conversation: ["oc_1"], command: { name: "new" } },
    });
  });

  it("is read at the level where the new callbacks have it, not where the old ones had it", () => {
    const misplaced = envelope("card.action.trigger", {}, {});
    expect(read({ ...misplaced, ...oldClick({ command: "/new" }) })).toMatchObject({ kind: "ignored" });
  });
});

describe("a button without one", () => {
  it("tells whoever clicks that nothing is behind it, in both languages", () => {
    const nothing = [
      undefined,
      null,
      1,
      "",
      "x",
      "/new",
      "{",
      [],
      {},
      { command: 1 },
      { command: "hello" },
      { command: "/nonsense" },
    ];
    for (const value of nothing)
      for (const event of [click(value), oldClick(value)])
        expect(read(event), JSON.stringify(value)).toMatchObject({
          kind: "ignored",
          acknowledgement: {
            toast: { type: "info", content: expect.any(String), i18n: { en_us: expect.any(String) } },
          },
        });
  });

  it("is one too when nobody knows where it stands", () => {
    const value = { command: "/new" };
    const lacking = [
      click(value, { context: undefined }),
      click(value, { context: { open_chat_id: "oc_1" } }),
      click(value, { context: { open_message_id: "om_card" } }),
      click(value, { operator: null }),
      envelope("card.action.trigger", (click(value).event ?? {}) as Fields, { event_id: undefined }),
      oldClick(value, { open_id: "" }),
      oldClick(value, { open_chat_id: undefined }),
      oldClick(value, { token: undefined }),
    ];
    for (const event of lacking) expect(read(event)).toMatchObject({ kind: "ignored" });
  });
});

it("a button speaks to the conversation of the whole chat, also where members have their own: a click tells no kind of chat", () => {
  for (const event of [click({ command: "/new" }), oldClick({ command: "/new" })])
    expect(readEvent({ ...SETTINGS, groupSession: "user" }, event, BOT, NOW)).toMatchObject({
      message: { conversation: ["oc_1"] },
    });
});
