// The whole channel: from a signed delivery to a finished card, the way that conversations take it.
import { describe, expect, it } from "vitest";
import { BOT, BOT_MENTION, delivered, NOW, SETTINGS, textOf, unsigned } from "./deliveries.ts";
import { FakePlatform, Notebook, partOf } from "./platform.ts";

async function readOf(channel: ReturnType<FakePlatform["channel"]>, delivery = delivered(textOf("hi"))) {
  const verified = await channel.receiver.verify(delivery, NOW);
  return verified.ok ? channel.receiver.read(verified.value, BOT, NOW) : verified.failure.kind;
}

describe("the channel", () => {
  it("brings a question's answer back to where it was asked, growing and then whole", async () => {
    const platform = new FakePlatform();
    const channel = platform.channel();
    const question = textOf("@_user_1 why?", {
      chat_type: "topic_group",
      thread_id: "omt_1",
      mentions: [BOT_MENTION],
    });
    const reading = await readOf(channel, delivered(question));
    if (typeof reading === "string" || reading.kind !== "message") throw new Error("a message");
    const { origin, text, conversation } = reading.message;
    expect([text, conversation]).toEqual(["why?", ["oc_1", "omt_1"]]);
    const notebook = new Notebook();
    for (const growing of ["", "Because", "Because it"]) {
      await channel.sender.show?.(origin, partOf(growing), notebook.progress, notebook.note);
      platform.now += 500;
    }
    const outcome = await channel.sender.send(
      origin,
      partOf("Because it is."),
      notebook.progress,
      notebook.note,
    );
    expect(outcome).toEqual({ kind: "sent" });
    expect(platform.operations).toEqual([
      "card.create",
      "message.reply",
      "card.text",
      "card.text",
      "card.update",
    ]);
    expect(platform.of("message.reply")).toMatchObject([
      { path: "/open-apis/im/v1/messages/om_1/reply", body: { reply_in_thread: true } },
    ]);
    expect(platform.permits.map(({ operation }) => operation)).toEqual(platform.operations);
  });

  it("takes from another app nothing, and from this one nothing forged", async () => {
    const platform = new FakePlatform();
    expect(await readOf(platform.channel())).toMatchObject({ kind: "message" });
    expect(await readOf(platform.channel({ encryptKey: "another" }))).toBe("bad_signature");
    expect(await readOf(platform.channel({ appId: "cli_ffffffffffffffff" }))).toBe("bad_signature");
    expect(await readOf(platform.channel(), unsigned(textOf("hi")))).toBe("bad_signature");
    expect(platform.calls).toEqual([]);
  });

  it("calls the platform that it is set to, Lark as well as Feishu, and nobody else", async () => {
    const platform = new FakePlatform();
    const hosts: string[] = [];
    const tools = platform.tools();
    const fetcher: typeof fetch = (input, init) => {
      hosts.push(new URL(String(input)).origin);
      return platform.fetch(input, init);
    };
    const channel = platform.channel({ apiBase: "https://open.larksuite.com" }, { ...tools, fetch: fetcher });
    const reading = await readOf(channel);
    if (typeof reading === "string" || reading.kind !== "message") throw new Error("a message");
    const { origin } = reading.message;
    const notebook = new Notebook();
    await channel.sender.show?.(origin, partOf(""), notebook.progress, notebook.note);
    await channel.sender.send(origin, partOf("Hi"), notebook.progress, notebook.note);
    await channel.sender.fetchAttachment(origin, { kind: "image", key: "../../../evil?x=" });
    await channel.credentials.fetchToken();
    await channel.credentials.fetchIdentity?.("t");
    expect(new Set(hosts)).toEqual(new Set(["https://open.larksuite.com"]));
    expect(hosts.length).toBe(6);
  });

  it("lets no id of a message lead to another address", async () => {
    const platform = new FakePlatform();
    const { sender } = platform.channel();
    const reading = await readOf(
      platform.channel(),
      delivered(textOf("hi", { message_id: "../../x/y?a=b#c" })),
    );
    if (typeof reading === "string" || reading.kind !== "message") throw new Error("a message");
    const notebook = new Notebook();
    await sender.send(reading.message.origin, partOf("Hi"), notebook.progress, notebook.note);
    expect(platform.calls[0]?.path).toBe("/open-apis/im/v1/messages/..%2F..%2Fx%2Fy%3Fa%3Db%23c/reply");
  });

  it("keeps its settings to itself", () => {
    expect(JSON.stringify(new FakePlatform().channel())).not.toContain(SETTINGS.appSecret);
  });
});
