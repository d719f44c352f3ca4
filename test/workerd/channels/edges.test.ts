// Where several things happen at once: erasure, discarding, long answers and lost pictures in the middle of a delivery.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { signedDelivery } from "../../support/dingtalk-delivery.ts";
import { FEISHU_TEST_APP, feishuMessage } from "../../support/feishu-delivery.ts";
import { ADMIN, bearer, call, fresh, modelCalls, release } from "../support.ts";
import {
  control,
  deliver,
  deliverFeishu,
  deliveries,
  feishuControl,
  refusalOf,
  visibleInFeishu,
  waitForDeliveries,
} from "./support.ts";

function privately(text: string, more: object = {}) {
  const chatId = fresh("oc");
  const message = feishuMessage({ text, chatId, openId: `ou_${chatId}`, ...more });
  return { chatId, openId: `ou_${chatId}`, message, id: message.event.message.message_id };
}

async function erase(query: string): Promise<unknown> {
  const init = { method: "DELETE", headers: bearer(ADMIN) };
  return (await call(`/api/admin/conversations?${query}`, init)).json();
}

describe("erasure", () => {
  it("reaches a person whose very first message is just being answered", async () => {
    const gate = fresh("gate");
    const { message, openId, id } = privately(`first [[holdfirst:${gate}]]`);
    await deliverFeishu(message);
    await waitForDeliveries(id, ["in pending"]);
    expect(await erase(`user_id=${openId}`)).toMatchObject({ complete: true, erased: { conversations: 1 } });
    await release(gate);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { results } = await env.DB.prepare("SELECT 1 FROM conversation_logs WHERE user_id = ?")
      .bind(openId)
      .all();
    expect(results).toEqual([]);
    expect((await deliveries()).filter(({ message_id }) => message_id === id)).toEqual([]);
  });

  it("closes a card that is just growing", async () => {
    const gate = fresh("gate");
    const { message, chatId, openId, id } = privately(`grow [[chunks:9]] [[hold:${gate}]]`);
    await deliverFeishu(message);
    await waitForDeliveries(id, ["in pending"]);
    await visibleInFeishu(chatId, 1, { streaming: "true" });
    await erase(`user_id=${openId}`);
    await release(gate);
    await vi.waitFor(async () => {
      expect(await visibleInFeishu(chatId)).toMatchObject([{ streaming: false, text: "(stopped)" }]);
    }, 8_000);
  });

  it("does not make the platform's redelivery a new message", async () => {
    const { message, chatId, openId, id } = privately("erased [[reply:said]]");
    await deliverFeishu(message);
    await waitForDeliveries(id, ["in done", "out done"]);
    await erase(`session_id=feishu:${chatId}`);
    expect((await deliverFeishu(message)).status).toBe(200);
    await deliverFeishu(feishuMessage({ text: "another [[reply:marker]]", chatId, openId }));
    await visibleInFeishu(chatId, 2);
    expect((await visibleInFeishu(chatId)).map(({ text }) => text)).toEqual(["said", "marker"]);
  });
});

describe("a long answer", () => {
  it("is not kept from its reader by a sign of work that hangs", async () => {
    // Where cards grow there is no sign; this is the same promise for a card that cannot be opened.
    const { message, chatId } = privately("quick [[reply:quick]]");
    await feishuControl("faults", {
      chat: chatId,
      match: "card.create",
      count: "always",
      fault: { kind: "timeout" },
    });
    await deliverFeishu(message);
    expect((await visibleInFeishu(chatId))[0]?.text).toBe("quick");
  });

  it("does not hold up the one before it, which met a passing fault", async () => {
    const { message, chatId, openId } = privately("first [[reply:first]]");
    await feishuControl("faults", { chat: chatId, count: 2, fault: { kind: "status", status: 503 } });
    await deliverFeishu(message);
    await deliverFeishu(feishuMessage({ text: "second [[chunks:7]] [[delay:1200]]", chatId, openId }));
    // Two growing pauses together are three seconds; the answer behind it takes eight.
    await vi.waitFor(async () => expect((await visibleInFeishu(chatId))[0]?.text).toBe("first"), {
      timeout: 6_000,
      interval: 200,
    });
    expect(JSON.stringify(await visibleInFeishu(chatId))).not.toContain("piece 7");
    await vi.waitFor(async () => {
      expect((await visibleInFeishu(chatId)).map(({ text }) => text)).toEqual([
        "first",
        expect.stringContaining("piece 7"),
      ]);
    }, 10_000);
  });
});

describe("the operator", () => {
  it("who discards an answer leaves no card growing", async () => {
    const gate = fresh("gate");
    const { message, chatId, id } = privately(`grow [[chunks:5]] [[hold:${gate}]]`);
    await deliverFeishu(message);
    await visibleInFeishu(chatId, 1, { streaming: "true" });
    await feishuControl("faults", {
      chat: chatId,
      match: "card.update",
      count: 1,
      fault: { kind: "status", status: 503 },
    });
    await release(gate);
    const [, out] = await waitForDeliveries(id, ["in done", "out pending"]);
    await control(out?.id ?? "", "discard");
    await vi.waitFor(async () => {
      const [card] = await visibleInFeishu(chatId);
      expect(card?.streaming).toBe(false);
    }, 15_000);
  });

  it("who has a failed message answered anew does not leave its notice on the list", async () => {
    const { message, chatId, id } = privately(`请回答 ${fresh("word")} [[status:400x1]] [[reply:这次好了]]`);
    await feishuControl("faults", { chat: chatId, count: 4, fault: { kind: "status", status: 503 } });
    await deliverFeishu(message);
    const [arrival] = await waitForDeliveries(id, ["in dead", "out pending"]);
    await control(arrival?.id ?? "", "retry");
    await vi.waitFor(async () => {
      const rows = (await deliveries()).filter(({ message_id }) => message_id === id);
      expect(rows.map(({ direction, state }) => `${direction} ${state}`).sort()).toEqual([
        "in done",
        "out dead",
        "out done",
      ]);
    }, 10_000);
    expect((await visibleInFeishu(chatId)).map(({ text }) => text)).toEqual([
      expect.stringContaining("这次好了"),
    ]);
  });
});

describe("pictures", () => {
  it("that cannot be fetched get a word, and the model hears nothing", async () => {
    const key = fresh("img").replaceAll("-", "_");
    await fetch(`${env.FAKE_FEISHU_URL}/control/files?key=${key}`, { method: "DELETE" });
    const { message, chatId } = privately("", { image: key });
    await deliverFeishu(message);
    expect((await visibleInFeishu(chatId))[0]?.text).toContain("没能取到你的图片");
  });

  it("are let go when no later question can show them any more", async () => {
    const { message, chatId, openId } = privately("picture 0");
    await deliverFeishu(message);
    for (let turn = 1; turn <= 6; turn += 1) {
      const post = {
        title: "",
        content: [[{ tag: "text", text: `picture ${turn}` }], [{ tag: "img", image_key: `img_${turn}` }]],
      };
      await deliverFeishu(feishuMessage({ post, chatId, openId }));
      await visibleInFeishu(chatId, turn + 1);
    }
    const name = ["feishu", FEISHU_TEST_APP.appId, chatId].join("/");
    const kept = await runInDurableObject(env.CONVERSATIONS.getByName(name), (_, state) =>
      state.storage.sql.exec<{ count: number }>("SELECT count(DISTINCT seq) AS count FROM image_parts").one(),
    );
    expect(kept.count).toBe(4);
  });
});

describe("a signed delivery", () => {
  const CALLBACK = "https://callback.example.com/again";
  const post = async (body: object) =>
    deliver("/webhooks/signed", await signedDelivery({ ...body }, { secret: "signed-secret" }));

  it("of another message under a known id is a conflict, with a callback too", async () => {
    const body = { message_id: fresh("m"), session_id: "edges", message: "one" };
    expect((await post(body)).status).toBe(200);
    expect(await refusalOf(await post({ ...body, message: "two", callback_url: CALLBACK }))).toBe(
      "409 message_id_reused",
    );
  });

  it("that names a callback the second time has its answer posted there", async () => {
    const received: string[] = [];
    const genuine = globalThis.fetch;
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      if (String(input) !== CALLBACK) return genuine(input, init);
      received.push(String(init?.body));
      return new Response(null, { status: 204 });
    });
    const word = fresh("word");
    const body = { message_id: fresh("m"), session_id: "edges", message: `once ${word}` };
    await post(body);
    expect((await post({ ...body, callback_url: CALLBACK })).status).toBe(202);
    await vi.waitFor(() => expect(received).toHaveLength(1), 5_000);
    expect(JSON.parse(received[0] ?? "")).toMatchObject({
      message_id: body.message_id,
      reply: expect.stringContaining(word),
    });
    expect(await modelCalls(word)).toHaveLength(1);
    vi.restoreAllMocks();
  });
});
