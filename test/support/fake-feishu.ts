// A fake Feishu on loopback: `node test/support/fake-feishu.ts --port 0`, or `startFakeFeishu()` from a test.
// Its URL is FEISHU_API_BASE. It knows the app and the custom bot of FEISHU_TEST_APP, keeps every call, and what a person would see.
//
// Operations: token bot.info message.create message.reply message.patch message.edit message.recall message.get message.resource
//   reaction.create reaction.delete card.create card.text card.settings card.update image.get file.get hook, and `unknown`.
// A message of a person can be answered when its id tells its chat (feishu-delivery.ts makes such ids) or /control/messages did.
//
// /control/ does for another process what the returned object does in this one; questions wait up to 5 s for `at_least`:
//   GET  visible?chat=&contains=&streaming=&at_least=N      the bot's messages in order; cards with their present text
//   GET  calls?operation=&chat=&contains=&succeeded=&answered=true&at_least=N      calls in order
//   GET  reactions?chat=&at_least=N                         the bot's reactions that are still there
//   GET  waiting?name=NAME&at_least=N                       calls that a `hold` fault holds
//   GET  faults                                             rules that have not struck to their end
//   POST faults   {match?, contains?, chat?, count?: n | "always", skip?: n, fault}, or a list; DELETE faults
//        fault: {kind: "status", status, headers?} {kind: "code", code, msg?, status?, headers?} {kind: "html", status?}
//          {kind: "timeout"} {kind: "disconnect"} {kind: "slow", ms} {kind: "hold", name}; with `after: true` once the work is done
//   POST chaos    {seed, probability, match?, contains?, chat?, faults?, count?}; probability 0 ends it
//   POST revoke   all tokens at once          POST token?expire=   life of the next ones, seconds
//   POST advance?ms=                          its clock goes ahead: tokens, uuids, streaming, cards
//   POST limits   {appPerSecond?, chatPerSecond?, cardPerSecond?, monthlyCalls?, tablesPerCard?, errorStatus?: 200 | 400}
//   POST bot      {openId?, appName?, activateStatus?, fails?}
//   POST chats    {chat, member?, topics?}
//   POST messages {messageId, chatId?, threadId?, rootId?, parentId?, msgType?, content?, state?: "there" | "recalled" | "deleted"}
//   POST end-streaming?chat=                  as the platform does after ten minutes; of all cards without a chat
//   PUT  files?key=  its bytes as the body    DELETE files?key=   the key is refused
//   POST release?name=NAME                    POST reset   forgets everything but the tokens
import { parseArgs } from "node:util";
import { startFakeFeishu } from "./fake-feishu/server.ts";

export type { RecordedCall } from "./fake-feishu/call.ts";
export type { Chaos, Fault, FaultRule } from "./fake-feishu/faults.ts";
export { type FakeFeishu, startFakeFeishu } from "./fake-feishu/server.ts";
export type { VisibleMessage, VisibleReaction } from "./fake-feishu/visible.ts";
export type { FakeFeishuOptions } from "./fake-feishu/world.ts";

if (import.meta.main) await main();

/** Prints its URL as the first line, for the process that started it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      "app-id": { type: "string" },
      "app-secret": { type: "string" },
    },
  });
  const platform = await startFakeFeishu({
    port: Number(values.port),
    ...(values["app-id"] !== undefined && { appId: values["app-id"] }),
    ...(values["app-secret"] !== undefined && { appSecret: values["app-secret"] }),
  });
  console.log(platform.url);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void platform.close().then(() => process.exit(0)));
  }
}
