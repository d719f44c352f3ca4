// What most tests of the chat page begin with: the started program, a played model, and a browser.
import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { type FakeModel, startFakeModel } from "../support/fake-model.ts";
import { type Program, startProgram } from "../support/program.ts";

export interface ChatStage {
  model: FakeModel;
  program: Program;
  browser: Browser;
  close(): Promise<void>;
}

export async function openChatStage(settings: Record<string, string> = {}): Promise<ChatStage> {
  const model = await startFakeModel();
  const common = {
    MODEL_ENDPOINT: `${model.url}/v1`,
    MODEL_API_KEY: "sk-fake",
    RATE_LIMIT_PER_MINUTE: "1000",
  };
  const [program, browser] = await Promise.all([
    startProgram({ settings: { ...common, ...settings } }),
    launchBrowser(),
  ]);
  async function close(): Promise<void> {
    await browser.close();
    await program.kill();
    await model.close();
  }
  return { model, program, browser, close };
}
