// A fake OpenAI-compatible model on loopback: `node test/support/fake-model.ts --port 0`, or `startFakeModel()` from a test.
// It records every request and answers with an echo of the last user message, cut in small pieces.
//
// Directives inside the last user message steer the answer; they never show in the echo:
//   [[reply:text]]            this text, as it stands           [[echo-history]]   roles and contents received, as JSON
//   [[chunks:200]]            200 pieces, "piece 1 piece 2 …"   [[huge:100000]]    so many characters in lines
//   [[tool:NAME {"a":1}]]     a call of NAME when it is in `tools`; after its result: "The tool said: …"
//   [[reasoning:3]]           3 pieces of reasoning_content     [[finish:length]]  this finish_reason
//   [[delay:5]]               ms between pieces                 [[first:2000]]     ms before the headers ([[slowheaders:…]])
//   [[firsttoken:500]]        ms between role and first piece   [[comment]]        a comment line before everything
//   [[hold:NAME]]             stands still after the first piece until NAME is released
//   [[holdfirst:NAME]]        the same before the first piece
//   [[status:429x2;retry-after=1]]  for the first 2 requests with this message; without x2 always; options are headers
//   [[disconnect:2]]          connection broken before the headers, the first 2 times; without a number always
//   [[silent:3]] [[cut:3]] [[cutclean:3]] [[midstream-error:3]] [[badjson:3]]
//                             after 3 pieces: silence for ever, broken connection, an end without finish_reason and [DONE],
//                             an error as data, half a JSON line. Unstreamed: half a body, then the same.
//                             With ;hold=NAME only once NAME is released
//   [[html]] [[nousage]] [[norole]] [[crlf]] [[splitutf8]]
// With `;model=NAME` most of them hold for requests to that model only: [[status:500;model=gpt-4o-mini]].
// A base URL of `/status-503/v1` or `/silent/v1` is an endpoint that is ill altogether, its model list too.
// /control/ (control.ts): requests, waiting, hold, release, reset, for tests in another process.
import { parseArgs } from "node:util";
import { startFakeModel } from "./fake-model/server.ts";

export type { FakeModelOptions } from "./fake-model/exchange.ts";
export type { RecordedRequest } from "./fake-model/recorder.ts";
export { type FakeModel, startFakeModel } from "./fake-model/server.ts";

if (import.meta.main) await main();

/** Prints its URL as the first line, for the process that started it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "0" }, key: { type: "string" } },
  });
  const model = await startFakeModel({
    port: Number(values.port),
    ...(values.key === undefined ? {} : { apiKey: values.key }),
  });
  console.log(model.url);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void model.close().then(() => process.exit(0)));
  }
}
