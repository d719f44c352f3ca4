// A bot as the platform's own SDK would have it: its dispatcher on Express, and a handler that asks the model behind its back.
// It keeps nothing and answers nobody. Prints its URL as the first line.
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { adaptExpress, EventDispatcher, LoggerLevel } from "@larksuiteoapi/node-sdk";
import express from "express";

const { values } = parseArgs({
  options: {
    "encrypt-key": { type: "string", default: "" },
    "verification-token": { type: "string", default: "" },
    model: { type: "string", default: "" },
  },
});

const dispatcher = new EventDispatcher({
  encryptKey: values["encrypt-key"],
  verificationToken: values["verification-token"],
  loggerLevel: LoggerLevel.error,
}).register({
  "im.message.receive_v1": async ({ message }) => {
    askModel(message.content).catch((error: unknown) => console.error(`sdk-server: ${String(error)}`));
    return {};
  },
});

const app = express();
app.use(express.json());
app.post("/webhooks/feishu", adaptExpress(dispatcher));
const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}`);
});

async function askModel(content: string): Promise<void> {
  const { text } = JSON.parse(content) as { text: string };
  const answer = await fetch(`${values.model}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer fake" },
    body: JSON.stringify({ model: "gpt-4o-mini", messages: [{ role: "user", content: text }] }),
  });
  await answer.text();
}
