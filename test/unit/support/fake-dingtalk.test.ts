// The fake DingTalk held to the platform's documented behaviour: tokens, session webhooks, robot messages, files, marks.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { crc32, inflateSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { DINGTALK_TEST_APP, dingtalkMessage } from "../../support/dingtalk-delivery.ts";
import { startFakeDingTalk } from "../../support/fake-dingtalk.ts";
import { CREDENTIALS, createClient, GROUP } from "./fake-dingtalk-client.ts";

let clock = 1_760_000_000_000;
const platform = await startFakeDingTalk({ now: () => clock });
const client = createClient(platform.url);
const { robotCode } = DINGTALK_TEST_APP;
const TOKEN = "/v1.0/oauth2/accessToken";

beforeEach(() => platform.reset());
afterAll(() => platform.close());

function message(options: Parameters<typeof dingtalkMessage>[0] = {}) {
  return dingtalkMessage({ baseUrl: platform.url, now: clock, ...options });
}

const hello = { msgtype: "text", text: { content: "hello" } };

describe("the access token", () => {
  it("is the same again inside its life, with what is left of it", async () => {
    platform.revoke();
    const first = await client.send("POST", TOKEN, CREDENTIALS);
    expect(first).toMatchObject({ status: 200, body: { expireIn: 7200 } });
    clock += 7_000_000;
    const second = await client.send("POST", TOKEN, CREDENTIALS);
    expect(second.body).toEqual({ accessToken: first.body.accessToken, expireIn: 200 });
    clock += 200_000;
    const third = await client.send("POST", TOKEN, CREDENTIALS);
    expect(third.body.expireIn).toBe(7200);
    expect(third.body.accessToken).not.toBe(first.body.accessToken);
  });

  it.each([
    [{ ...CREDENTIALS, appSecret: "wrong" }, "invalidClientIdOrSecret"],
    [{ ...CREDENTIALS, appKey: "wrong" }, "invalidClientIdOrSecret"],
    [{ appKey: CREDENTIALS.appKey }, "MissingappSecret"],
    [{}, "MissingappKey"],
  ])("is refused to %j", async (body, code) => {
    const answer = await client.send("POST", TOKEN, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ code, message: expect.any(String), requestid: expect.any(String) });
  });

  it.each([{}, { "x-acs-dingtalk-access-token": "made-up" }])(
    "is asked for with every call: %j",
    async (headers) => {
      const answer = await client.send("POST", "/v1.0/robot/groupMessages/send", {}, headers);
      expect(answer).toMatchObject({ status: 401, body: { code: "InvalidAuthentication" } });
    },
  );

  it("can be revoked, and is worth nothing until it is renewed", async () => {
    const old = await client.token();
    platform.revoke();
    const refused = await client.send(
      "PUT",
      "/v1.0/card/streaming",
      {},
      { "x-acs-dingtalk-access-token": old },
    );
    expect(refused).toMatchObject({ status: 401, body: { code: "InvalidAuthentication" } });
    expect(await client.token()).not.toBe(old);
    expect((await client.group("sampleText", { content: "back again" })).status).toBe(200);
  });

  it("can be made to live shortly, and dies then", async () => {
    platform.tokenLife(60);
    const { body } = await client.send("POST", TOKEN, CREDENTIALS);
    expect(body.expireIn).toBe(60);
    clock += 60_000;
    const headers = { "x-acs-dingtalk-access-token": String(body.accessToken) };
    expect((await client.send("PUT", "/v1.0/card/streaming", {}, headers)).status).toBe(401);
  });

  it("outlives a reset, so that a client which keeps it does not notice", async () => {
    const token = await client.token();
    platform.reset();
    expect(await client.token()).toBe(token);
  });
});

describe("the session webhook", () => {
  it("takes the answer without any registration, for a group and for a person", async () => {
    const group = message({ group: true });
    const single = message({ senderStaffId: "staff7" });
    expect((await client.session(group.sessionWebhook, hello)).body).toEqual({ errcode: 0, errmsg: "ok" });
    await client.session(single.sessionWebhook, {
      msgtype: "markdown",
      markdown: { title: "Re", text: "**hi**" },
    });
    expect(platform.visible({ chat: group.conversationId })).toEqual([
      {
        id: expect.any(Number),
        chat: group.conversationId,
        at: clock,
        via: "session",
        kind: "text",
        title: null,
        text: "hello",
        notified: [],
        processQueryKey: null,
        outTrackId: null,
        card: null,
      },
    ]);
    expect(platform.visible({ chat: "staff7" })).toMatchObject([
      { kind: "markdown", title: "Re", text: "**hi**" },
    ]);
  });

  it("and the person's staff id name the same chat", async () => {
    const single = message({ senderStaffId: "staff7" });
    await client.session(single.sessionWebhook, hello);
    await client.people(["staff7"], "by OpenAPI");
    const seen = platform.visible({ chat: single.conversationId });
    expect(seen.map(({ chat, via, text }) => [chat, via, text])).toEqual([
      ["staff7", "session", "hello"],
      ["staff7", "openapi", "by OpenAPI"],
    ]);
    expect(platform.visible({ chat: "staff7" })).toEqual(seen);
  });

  it.each([
    [
      { msgtype: "link", link: { title: "t", text: "see", messageUrl: "https://a.example", picUrl: "" } },
      "see",
    ],
    [
      {
        msgtype: "actionCard",
        actionCard: { title: "t", text: "choose", singleTitle: "go", singleURL: "u" },
      },
      "choose",
    ],
    [{ msgtype: "feedCard", feedCard: { links: [{ title: "one", messageURL: "u", picURL: "p" }] } }, "one"],
  ])("takes the other types too: %j", async (body, text) => {
    const group = message({ group: true });
    expect((await client.session(group.sessionWebhook, body)).body).toMatchObject({ errcode: 0 });
    expect(platform.visible({ chat: group.conversationId })).toMatchObject([{ kind: body.msgtype, text }]);
  });

  it.each([
    [{ msgtype: "markdown", markdown: { text: "no title" } }, 400402],
    [{ msgtype: "markdown", markdown: { title: "no text" } }, 400403],
    [{ msgtype: "markdown", markdown: { title: "t", text: " \n" } }, 400403],
    [{ msgtype: "markdown" }, 400401],
    [{ msgtype: "text", text: { content: "" } }, 400202],
    [{ msgtype: "text", text: "bare" }, 400201],
    [{ msgtype: "link", link: { text: "t", title: "t" } }, 400304],
    [{ msgtype: "actionCard", actionCard: { title: "t" } }, 400503],
    [{ msgtype: "feedCard", feedCard: { links: [{ title: "half" }] } }, 400602],
    [{ msgtype: "feedCard", feedCard: { links: [] } }, 400602],
    [{ msgtype: "file", file: {} }, 400105],
    [{ msgtype: "toString" }, 400105],
    [{}, 400105],
    ["{", 40035],
    ["[]", 40035],
  ])("says what is wrong, in HTTP 200: %j", async (body, errcode) => {
    const { status, body: answer } = await client.session(message().sessionWebhook, body);
    expect([status, answer.errcode]).toEqual([200, errcode]);
    expect(platform.visible()).toEqual([]);
  });

  it("wants JSON to be called JSON", async () => {
    const { sessionWebhook = "" } = message();
    const response = await fetch(sessionWebhook, { method: "POST", body: JSON.stringify(hello) });
    expect(await response.json()).toMatchObject({ errcode: 43004 });
  });

  it("takes 20 000 bytes and not one more, counted in UTF-8", async () => {
    const { sessionWebhook } = message();
    const overhead = JSON.stringify({ msgtype: "text", text: { content: "" } }).length;
    const room = 20_000 - overhead;
    const full = "界".repeat(Math.floor(room / 3)) + "x".repeat(room % 3);
    const largest = { msgtype: "text", text: { content: full } };
    expect((await client.session(sessionWebhook, largest)).body.errcode).toBe(0);
    largest.text.content += "x";
    expect((await client.session(sessionWebhook, largest)).body.errcode).toBe(460101);
  });

  it("notifies in Markdown only those whom the text names as well", async () => {
    const { sessionWebhook } = message({ group: true });
    const at = { atUserIds: ["li", "wang"], atMobiles: ["138"] };
    await client.session(sessionWebhook, {
      msgtype: "markdown",
      markdown: { title: "t", text: "@li see @138" },
      at,
    });
    await client.session(sessionWebhook, { ...hello, at: { ...at, isAtAll: true } });
    await client.session(sessionWebhook, {
      msgtype: "actionCard",
      actionCard: { title: "t", text: "@li" },
      at,
    });
    expect(platform.visible().map(({ notified }) => notified)).toEqual([
      ["li", "138"],
      ["li", "wang", "138", "all"],
      [],
    ]);
  });

  it("is unknown when nobody here has made it", async () => {
    const answer = await client.send("POST", "/robot/sendBySession?session=abc", hello);
    expect(answer).toMatchObject({ status: 200, body: { errcode: 300001 } });
  });

  it("ends when the test says so, for one chat, one session or all, in either way", async () => {
    const [first, second] = [
      message({ group: true, sessionName: "a" }),
      message({ senderStaffId: "staff7" }),
    ];
    platform.expireSessions({ chat: first.conversationId });
    expect((await client.session(first.sessionWebhook, hello)).body.errcode).toBe(300001);
    expect((await client.session(second.sessionWebhook, hello)).body.errcode).toBe(0);
    platform.reset();
    platform.expireSessions({ name: "a", as: "http500" });
    expect((await client.session(first.sessionWebhook, hello)).status).toBe(500);
    const other = message({ group: true, sessionName: "b" });
    expect((await client.session(other.sessionWebhook, hello)).body.errcode).toBe(0);
    platform.expireSessions();
    expect((await client.session(second.sessionWebhook, hello)).body.errcode).toBe(300001);
  });

  it("of a single chat ends under either of the chat's names", async () => {
    const single = message({ senderStaffId: "staff7" });
    platform.expireSessions({ chat: single.conversationId });
    expect((await client.session(single.sessionWebhook, hello)).body.errcode).toBe(300001);
  });

  it("ends at the time that its message named", async () => {
    const { sessionWebhook } = message({ sessionWebhookExpiredTime: clock + 1000 });
    expect((await client.session(sessionWebhook, hello)).body.errcode).toBe(0);
    clock += 1000;
    expect((await client.session(sessionWebhook, hello)).body.errcode).toBe(300001);
  });
});

describe("robot messages", () => {
  it("reach a group and can be recalled from it", async () => {
    const sent = await client.group("sampleMarkdown", { title: "Answer", text: "# Hi" });
    expect(sent).toMatchObject({ status: 200, body: { processQueryKey: expect.any(String) } });
    expect(platform.visible({ chat: GROUP })).toMatchObject([
      {
        via: "openapi",
        kind: "markdown",
        title: "Answer",
        text: "# Hi",
        processQueryKey: sent.body.processQueryKey,
      },
    ]);
    const processQueryKeys = [sent.body.processQueryKey, "other"];
    const recall = { robotCode, openConversationId: GROUP, processQueryKeys };
    const recalled = await client.call("POST", "/v1.0/robot/groupMessages/recall", recall);
    expect(recalled.body).toEqual({
      successResult: [sent.body.processQueryKey],
      failedResult: { other: expect.any(String) },
    });
    expect(platform.visible()).toEqual([]);
  });

  it("are recalled only from the group that they are in", async () => {
    const sent = await client.group("sampleText", { content: "stays" });
    const recall = {
      robotCode,
      openConversationId: "cidother",
      processQueryKeys: [sent.body.processQueryKey],
    };
    const { body } = await client.call("POST", "/v1.0/robot/groupMessages/recall", recall);
    expect(body.successResult).toEqual([]);
    expect(platform.visible()).toHaveLength(1);
  });

  it("reach several people by one call, and are recalled from all of them", async () => {
    const sent = await client.people(["li", "wang"], "hello");
    expect(sent.body).toMatchObject({ invalidStaffIdList: [], flowControlledStaffIdList: [] });
    expect(platform.visible().map(({ chat, text }) => [chat, text])).toEqual([
      ["li", "hello"],
      ["wang", "hello"],
    ]);
    const recall = { robotCode, processQueryKeys: [sent.body.processQueryKey] };
    await client.call("POST", "/v1.0/robot/otoMessages/batchRecall", recall);
    expect(platform.visible()).toEqual([]);
    expect(platform.calls({ operation: "single.recall", chat: "wang" })).toHaveLength(1);
  });

  it("list in HTTP 200 whom they did not reach", async () => {
    platform.reach("li", { messages: "invalid" });
    platform.reach("wang", { messages: "flowControlled" });
    const { status, body } = await client.people(["li", "wang", "zhao"], "hello");
    expect([status, body.invalidStaffIdList, body.flowControlledStaffIdList]).toEqual([
      200,
      ["li"],
      ["wang"],
    ]);
    expect(platform.visible().map(({ chat }) => chat)).toEqual(["zhao"]);
  });

  it("are refused by a group that the robot is not in", async () => {
    platform.reach(GROUP, { messages: "invalid" });
    expect(await client.group("sampleText", { content: "hi" })).toMatchObject({
      status: 400,
      body: { code: "invalidParameter.openConversationId.invalid" },
    });
  });

  it.each([
    ["sampleText", { content: "a" }, "text", "a"],
    ["sampleImageMsg", { photoURL: "https://a.example/p.png" }, "image", "https://a.example/p.png"],
    ["sampleLink", { text: "a", title: "t", picUrl: "p", messageUrl: "m" }, "link", "a"],
    ["sampleActionCard", { title: "t", text: "a", singleTitle: "s", singleURL: "u" }, "actionCard", "a"],
    [
      "sampleActionCard2",
      { title: "t", text: "a", actionTitle1: "1", actionURL1: "u", actionTitle2: "2", actionURL2: "u" },
      "actionCard",
      "a",
    ],
    ["sampleAudio", { mediaId: "@m", duration: "3000" }, "audio", "@m"],
    ["sampleFile", { mediaId: "@m", fileName: "a.pdf", fileType: "pdf" }, "file", "a.pdf"],
    ["sampleVideo", { duration: "3", videoMediaId: "@v", videoType: "mp4", picMediaId: "@p" }, "video", "@v"],
  ])("may be %s", async (msgKey, msgParam, kind, text) => {
    expect((await client.group(msgKey, msgParam)).status).toBe(200);
    expect(platform.visible()).toMatchObject([{ kind, text }]);
  });

  it.each([
    ["sampleText", { content: "" }, {}, "miss.param.textTocontent"],
    ["sampleMarkdown", { text: "a" }, {}, "miss.param.markdownTotitle"],
    ["sampleActionCard3", { title: "t", text: "a" }, {}, "miss.param.actionCardToactionTitle1"],
    ["sampleAudio", { mediaId: "@m", duration: 3000 }, {}, "miss.param.audioToduration"],
    ["sampleTable", { content: "a" }, {}, "invalidParameter.msgKey.invalid"],
    ["toString", { content: "a" }, {}, "invalidParameter.msgKey.invalid"],
    ["", { content: "a" }, {}, "MissingmsgKey"],
    ["sampleText", "plain words", {}, "invalidParameter.msgParam.invalid"],
    ["sampleText", {}, { msgParam: { content: "an object" } }, "invalidParameter.msgParam.invalid"],
    ["sampleText", { content: "a" }, { robotCode: "dingother" }, "invalidParameter.robotCode.notExsit"],
    ["sampleText", { content: "a" }, { robotCode: "" }, "MissingrobotCode"],
    ["sampleText", { content: "a" }, { openConversationId: "" }, "MissingopenConversationId"],
  ])("are refused: %s %j %j", async (msgKey, msgParam, more, code) => {
    const answer = await client.group(msgKey, msgParam, more);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(platform.visible()).toEqual([]);
  });

  it("carry at most 15 000 bytes of msgParam", async () => {
    const overhead = JSON.stringify({ content: "" }).length;
    const largest = "é".repeat((15_000 - overhead) / 2);
    expect((await client.group("sampleText", { content: largest })).status).toBe(200);
    expect((await client.group("sampleText", { content: `${largest}é` })).body.code).toBe(
      "invalidParameter.msgParam.tooLong",
    );
  });

  it("go to one to twenty people", async () => {
    const people = Array.from({ length: 20 }, (_, index) => `staff${index}`);
    expect((await client.people(people, "hi")).status).toBe(200);
    expect((await client.people([...people, "one more"], "hi")).body.code).toBe(
      "invalidParameter.userIds.overMax",
    );
    expect((await client.people([], "hi")).body.code).toBe("MissinguserIds");
  });

  it("must be JSON at all", async () => {
    const answer = await client.call("POST", "/v1.0/robot/groupMessages/send", "{");
    expect(answer).toMatchObject({ status: 400, body: { code: "InvalidBody" } });
  });
});

describe("files", () => {
  const download = (downloadCode: string, more: object = {}) =>
    client.call("POST", "/v1.0/robot/messageFiles/download", { downloadCode, robotCode, ...more });

  it("come as a picture of one pixel unless the test has put another there", async () => {
    const { body } = await download("code/+1==");
    expect(String(body.downloadUrl)).toMatch(`${platform.url}/download/code%2F%2B1%3D%3D?`);
    const response = await fetch(String(body.downloadUrl));
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(pixelsOf(Buffer.from(await response.arrayBuffer()))).toEqual({ width: 1, height: 1, bytes: 5 });
  });

  it("are given only to a GET without a content type", async () => {
    const { body } = await download("code1");
    const headers = { "content-type": "application/json" };
    const refused = await fetch(String(body.downloadUrl), { headers });
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining("SignatureDoesNotMatch"),
    ]);
    expect((await fetch(String(body.downloadUrl))).status).toBe(200);
  });

  it("are what the test has put there, of any size and with no length told", async () => {
    platform.file("small", { contentType: "image/webp", bytes: Buffer.from("webp") });
    const small = await fetch(String((await download("small")).body.downloadUrl));
    expect([small.headers.get("content-type"), await small.text()]).toEqual(["image/webp", "webp"]);
    platform.file("large", { contentType: "image/png", bytes: Buffer.alloc(300_000) });
    const large = await fetch(String((await download("large")).body.downloadUrl));
    expect(large.headers.get("content-length")).toBeNull();
    expect((await large.arrayBuffer()).byteLength).toBe(300_000);
  });

  it("have an address only once it was asked for, with a code that holds", async () => {
    expect((await fetch(`${platform.url}/download/never-asked`)).status).toBe(404);
    platform.file("old", null);
    expect((await download("old")).body.code).toBe("invalidParameter.robotCode.downloadCode");
    expect((await download("")).body.code).toBe("MissingdownloadCode");
    expect((await download("code1", { robotCode: "dingother" })).body.code).toBe(
      "invalidParameter.robotCode.notExsit",
    );
  });
});

describe("thinking marks", () => {
  const mark = {
    robotCode,
    openMsgId: "msg1",
    openConversationId: GROUP,
    emotionType: 2,
    emotionName: "🤔思考中",
    textEmotion: { emotionId: "2659900", emotionName: "🤔思考中", text: "🤔思考中", backgroundId: "im_bg_1" },
  };

  it("stand on a message until they are taken away", async () => {
    expect((await client.call("POST", "/v1.0/robot/emotion/reply", mark)).body).toEqual({ success: true });
    await client.call("POST", "/v1.0/robot/emotion/reply", { ...mark, openMsgId: "msg2" });
    expect(platform.marks(GROUP).map(({ messageId }) => messageId)).toEqual(["msg1", "msg2"]);
    await client.call("POST", "/v1.0/robot/emotion/recall", mark);
    await client.call("POST", "/v1.0/robot/emotion/recall", mark);
    expect(platform.marks()).toEqual([{ chat: GROUP, messageId: "msg2", name: "🤔思考中" }]);
    expect(platform.marks("cidother")).toEqual([]);
  });

  it.each([
    [{ openMsgId: "" }, "MissingopenMsgId"],
    [{ openConversationId: "" }, "MissingopenConversationId"],
    [{ robotCode: "dingother" }, "invalidParameter.robotCode.notExsit"],
    [{ emotionType: 1 }, "param.error"],
    [{ textEmotion: null }, "param.error"],
  ])("are refused: %j", async (change, code) => {
    const answer = await client.call("POST", "/v1.0/robot/emotion/reply", { ...mark, ...change });
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect(platform.marks()).toEqual([]);
  });
});

describe("the fake as a whole", () => {
  it("says which call it does not know, whatever the method", async () => {
    for (const [method, path] of [
      ["POST", "/v1.0/nothing"],
      ["PUT", TOKEN],
      ["DELETE", "/v1.0/card/instances"],
    ] as const)
      expect(await client.send(method, path, {})).toMatchObject({
        status: 404,
        body: { code: "InvalidAction.NotFound" },
      });
    expect(platform.calls().map(({ operation }) => operation)).toEqual(["unknown", "unknown", "unknown"]);
  });

  it("can be another app", async () => {
    const other = await startFakeDingTalk({ appKey: "dingother", appSecret: "secret" });
    const answer = await createClient(other.url).send("POST", TOKEN, {
      appKey: "dingother",
      appSecret: "secret",
    });
    const known = await createClient(other.url).send("POST", TOKEN, CREDENTIALS);
    await other.close();
    expect([answer.status, known.status]).toEqual([200, 400]);
  });

  it("runs as a program that prints its address first and ends when told to", async () => {
    const command = ["test/support/fake-dingtalk.ts", "--port", "0", "--app-secret", "other-secret"];
    const program = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
    const [url] = await once(createInterface(program.stdout), "line");
    const body = { ...CREDENTIALS, appSecret: "other-secret" };
    const answer = await createClient(String(url)).send("POST", TOKEN, body);
    program.kill("SIGTERM");
    const [code] = await once(program, "exit");
    expect([answer.status, code]).toEqual([200, 0]);
  });
});

/** Reads a PNG strictly: every checksum must hold, and the pixels must unpack. */
function pixelsOf(png: Buffer): { width: number; height: number; bytes: number } {
  const chunks = new Map<string, Buffer>();
  for (let offset = 8; offset < png.length; ) {
    const length = png.readUInt32BE(offset);
    const named = png.subarray(offset + 4, offset + 8 + length);
    if (crc32(named) !== png.readUInt32BE(offset + 8 + length)) throw new Error("a checksum is wrong");
    chunks.set(named.subarray(0, 4).toString(), named.subarray(4));
    offset += 12 + length;
  }
  const [header, data] = [chunks.get("IHDR"), chunks.get("IDAT")];
  if (!header || !data || !chunks.has("IEND")) throw new Error("a part is missing");
  return { width: header.readUInt32BE(0), height: header.readUInt32BE(4), bytes: inflateSync(data).length };
}
