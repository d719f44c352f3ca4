// The program and the world around it, connected; and what is found when all is quiet again.
import { isRecord, parseJson } from "../../src/core/json.ts";
import { DINGTALK_TEST_APP } from "../support/dingtalk-delivery.ts";
import { FEISHU_TEST_APP } from "../support/feishu-delivery.ts";
import { countAlarms } from "./alarms.ts";
import { Driver } from "./driver.ts";
import { checkHistories } from "./histories.ts";
import { buildProgram, type LoadedProgram } from "./program.ts";
import { countDeliveries, countTurns, readRows } from "./reads.ts";
import { ADMIN_TOKEN, API_KEYS, rest, SIGNED_SECRET } from "./sending.ts";
import type { Aftermath } from "./verdict.ts";
import { openWorld, type World } from "./world.ts";

export interface Stage {
  program: LoadedProgram;
  world: World;
  driver: Driver;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  let driver: Driver | null = null;
  const world = await openWorld((sighting) => driver?.ledger.seen(sighting));
  const program = await buildProgram(settingsFor(world));
  await program.start();
  driver = new Driver({ url: program.url, dingtalkUrl: world.dingtalk });
  return {
    program,
    world,
    driver,
    async close() {
      await program.close();
      world.close();
    },
  };
}

function settingsFor(world: World): Record<string, string> {
  return {
    MODEL_ENDPOINT: `${world.model}/v1`,
    MODEL_API_KEY: "sk-fake",
    API_KEYS: API_KEYS.join(","),
    ADMIN_TOKEN,
    RATE_LIMIT_PER_MINUTE: "10000",
    SIGNED_WEBHOOK_SECRET: SIGNED_SECRET,
    SIGNED_WEBHOOK_STRICT: "true",
    FEISHU_APP_ID: FEISHU_TEST_APP.appId,
    FEISHU_APP_SECRET: FEISHU_TEST_APP.appSecret,
    FEISHU_ENCRYPT_KEY: FEISHU_TEST_APP.encryptKey,
    FEISHU_VERIFICATION_TOKEN: FEISHU_TEST_APP.verificationToken,
    FEISHU_API_BASE: world.feishu,
    DINGTALK_APP_KEY: DINGTALK_TEST_APP.appKey,
    DINGTALK_APP_SECRET: DINGTALK_TEST_APP.appSecret,
    DINGTALK_API_BASE: world.dingtalk,
    DINGTALK_OAPI_BASE: world.dingtalk,
  };
}

/** Rows and deliveries reach D1 behind the answers. */
const LONGEST_TRAIL_MS = 20_000;

/** Looks until everything is at rest, or for so long as that may take. */
export async function lookAround(stage: Stage, drainedMs: number | null): Promise<Aftermath> {
  const { program, world, driver } = stage;
  await world.lookAtAll();
  const deadline = Date.now() + LONGEST_TRAIL_MS;
  const wanted = [...driver.ledger.entries.values()].filter(
    ({ end }) => end === "answered" || end === "failed",
  );
  for (;;) {
    const rows = await readRows(program.url);
    const deliveries = await countDeliveries(program.url);
    const alarms = countAlarms(program.folder, "Conversation");
    const atRest = deliveries.pending === 0 && alarms === 0 && rows.length >= wanted.length;
    if (atRest || Date.now() > deadline) {
      const histories = await checkHistories(program.url, driver.chats.all, driver.ledger.entries.values());
      const turns = await countTurns(program.url);
      const { warn, error: errorLines } = program.printed;
      const found = { rows, turns, deliveries, alarms: alarms ?? 0, drainedMs, histories };
      return { ...found, errorLines, unheard: unheardIn(warn) };
    }
    await rest(500);
  }
}

/** Messages whose answer was sent again since nobody knew whether the platform had taken it: ids. */
function unheardIn(lines: readonly string[]): Set<string> {
  const facts = lines.map((line) => parseJson(line)).filter(isRecord);
  const unheard = facts.filter(
    ({ event, error }) => event === "delivery_again" && /^(?:timeout|network):/.test(String(error)),
  );
  return new Set(unheard.map(({ request_id }) => String(request_id)));
}
