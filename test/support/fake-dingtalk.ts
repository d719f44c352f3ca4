// A fake DingTalk on loopback: `node test/support/fake-dingtalk.ts --port 0`, or `startFakeDingTalk()` from a test.
// One server plays both hosts, so its URL is DINGTALK_API_BASE and DINGTALK_OAPI_BASE. It knows the app, the card template and
// the custom robot of DINGTALK_TEST_APP, keeps every call, and what a person would see.
//
// Operations: token session custom group.send single.send group.recall single.recall card.create card.stream card.update
//   file.url file.get emotion.reply emotion.recall, and `unknown` for what it does not play.
// A chat is a conversation id or a staff id; for a single chat both mean the same one, once its session webhook was used.
//
// /control/ does for another process what the returned object does in this one; questions wait up to 5 s for `at_least`:
//   GET  visible?chat=&contains=&finished=true&at_least=N   messages in order; cards with their present state
//   GET  calls?operation=&chat=&contains=&at_least=N        calls in order
//   GET  marks?chat=&at_least=N                             "thinking" marks that still stand
//   GET  waiting?name=NAME&at_least=N                       calls that a `hold` fault holds
//   GET  faults                                             rules that have not struck to their end
//   POST faults   {match?, contains?, chat?, count?: n | "always", skip?: n, fault}, or a list; DELETE faults
//        fault: {kind: "status", status, code?, message?, headers?} {kind: "errcode", errcode, errmsg?} {kind: "html", status?}
//          {kind: "timeout"} {kind: "disconnect"} {kind: "slow", ms} {kind: "hold", name}; with `after: true` once the work is done
//   POST chaos    {seed, probability, match?, contains?, chat?, faults?, count?}; probability 0 ends it
//   POST revoke   all tokens at once          POST token {expireIn}   life of the next ones, seconds
//   POST expire-sessions {chat?, name?, as?: "errcode" | "http500"}
//   POST limits   {qps?, monthlyCalls?, customPerMinute?, cardContentBytes?}, null takes one away
//   POST chats    {chat, messages?: "ok" | "invalid" | "flowControlled", cardError?: text | null}
//   POST files    {downloadCode, contentType?, base64 | size} or {downloadCode, refused: true}
//   POST release?name=NAME                    POST reset   forgets everything but the tokens
import { parseArgs } from "node:util";
import { startFakeDingTalk } from "./fake-dingtalk/server.ts";

export type { RecordedCall } from "./fake-dingtalk/call.ts";
export type { CardView } from "./fake-dingtalk/card.ts";
export type { Chaos, Fault, FaultRule } from "./fake-dingtalk/faults.ts";
export type { VisibleMessage } from "./fake-dingtalk/messages.ts";
export { type FakeDingTalk, startFakeDingTalk } from "./fake-dingtalk/server.ts";
export type { FakeDingTalkOptions } from "./fake-dingtalk/world.ts";

if (import.meta.main) await main();

/** Prints its URL as the first line, for the process that started it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      "app-key": { type: "string" },
      "app-secret": { type: "string" },
    },
  });
  const platform = await startFakeDingTalk({
    port: Number(values.port),
    ...(values["app-key"] !== undefined && { appKey: values["app-key"] }),
    ...(values["app-secret"] !== undefined && { appSecret: values["app-secret"] }),
  });
  console.log(platform.url);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void platform.close().then(() => process.exit(0)));
  }
}
