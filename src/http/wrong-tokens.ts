// Who guesses tokens is slowed down: each address may be wrong some times a minute.
import { fingerprint } from "../core/identifier.ts";
import { servicesOf } from "../services.ts";
import { addressOf, neighbourhood } from "./address.ts";
import { type AppContext, refuse } from "./context.ts";

/** Wrong ones a minute that are told to be wrong; the next ones are told to wait. */
const MOST_WRONG = 60;
/** So many more, and for the rest of the minute not even the right token is heard from this address. */
const MOST_STUBBORN = 140;

/** Unix milliseconds until which this isolate hears nothing from an address. */
const deafUntil = new Map<string, number>();
const MOST_REMEMBERED = 1_000;

/** Before a token is looked at. */
export async function refuseGuessers(context: AppContext): Promise<void> {
  const until = deafUntil.get(await nameOf(context)) ?? 0;
  if (until > Date.now()) tooMany(Math.ceil((until - Date.now()) / 1000));
}

/** After a wrong one; does not return when there were too many. */
export async function countWrongToken(context: AppContext): Promise<void> {
  const name = await nameOf(context);
  const limits = context.env.RATE_LIMITS;
  const waitSeconds = await limits.getByName(`wrong-token:${name}`).take(MOST_WRONG);
  if (waitSeconds === null) {
    const facts = { request_id: context.var.requestId };
    return servicesOf(context.env).telemetry.write("warn", "http", "wrong_token", facts);
  }
  if ((await limits.getByName(`stubborn:${name}`).take(MOST_STUBBORN)) !== null) {
    if (deafUntil.size >= MOST_REMEMBERED) deafUntil.clear();
    deafUntil.set(name, Date.now() + waitSeconds * 1000);
  }
  tooMany(waitSeconds);
}

function tooMany(retryAfterSeconds: number): never {
  const message = `Too many wrong tokens from this address. Wait ${retryAfterSeconds} s.`;
  return refuse({ kind: "rate_limited", message, retryAfterSeconds });
}

function nameOf(context: AppContext): Promise<string> {
  return fingerprint(neighbourhood(addressOf(context)));
}
