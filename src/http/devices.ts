// A visitor goes on with another device: a code that works once and for minutes hands over what the cookie holds.
import type { Hono } from "hono";
import { sha256Hex } from "../core/identifier.ts";
import { IV_BYTES, open, seal } from "../core/sealing.ts";
import type { DeviceLink } from "../core/wire.ts";
import { limitBody, parseBody, readJson, SMALL_BODY_BYTES } from "./body.ts";
import { greetVisitor, identifyCaller, randomHex, requireGuest } from "./caller.ts";
import { joinSchema } from "./chat-schema.ts";
import { type AppContext, type AppEnv, invalid, refuse } from "./context.ts";
import { takeTurn } from "./rate-limit.ts";
import { mount } from "./routes.ts";

const LIFE_MS = 10 * 60_000;

export function mountDevices(app: Hono<AppEnv>): void {
  app.use("/api/visitor/*", limitBody(SMALL_BODY_BYTES));
  mount(app, "/api/visitor/link", { POST: makeLink });
  mount(app, "/api/visitor/join", { POST: join });
}

async function makeLink(context: AppContext): Promise<Response> {
  const caller = await visitor(context);
  await takeTurn(context, caller);
  const code = randomHex();
  const expiresAt = Date.now() + LIFE_MS;
  await (await keeperOf(context, code)).put(
    await seal(code, caller.credential, crypto.getRandomValues(new Uint8Array(IV_BYTES))),
    expiresAt,
  );
  const answer: DeviceLink = { code, expires_at: new Date(expiresAt).toISOString() };
  return context.json(answer, 201);
}

async function join(context: AppContext): Promise<Response> {
  await requireGuest(context);
  if (context.req.header("authorization") !== undefined) invalid("not_a_visitor", HAS_KEY);
  const { code } = parseBody(joinSchema, (await readJson(context)).value);
  // Whoever it was until now: it is the address that counts.
  await takeTurn(context, { kind: "visitor", id: "", credential: "" });
  const sealed = CODE.test(code) ? await (await keeperOf(context, code)).take() : null;
  if (sealed === null) return refuse(NO_SUCH_CODE);
  greetVisitor(context, await open(code, sealed));
  return context.body(null, 204);
}

/** Who comes with a key finds the same conversations on every device that has it. */
const HAS_KEY = "Give the key to the other device: it opens the same conversations there.";

async function visitor(context: AppContext) {
  const caller = await identifyCaller(context);
  if (caller.kind === "visitor") return caller;
  return invalid("not_a_visitor", HAS_KEY);
}

/** Its name gives the code away to nobody. */
async function keeperOf(context: AppContext, code: string) {
  return context.env.DEVICE_LINKS.getByName(await sha256Hex(`device link\n${code}`));
}

const CODE = /^[0-9a-f]{32}$/;

const NO_SUCH_CODE = {
  kind: "not_found",
  code: "code_not_found",
  message: "This link was used already, is too old, or never was. Make a new one on the other device.",
  param: "code",
} as const;
