// What all conversations share of one platform's app: token, identity, pace and ledger of calls. One Durable Object a platform.
import { DurableObject } from "cloudflare:workers";
import type { AccountReport, PlatformName } from "../channel-services.ts";
import type { BotIdentity, CallResult, CheckUp, Permit } from "../channels/channel.ts";
import { backoffMs } from "../core/backoff.ts";
import { faultMessage } from "../core/fault.ts";
import type { JsonRecord } from "../core/json.ts";
import type { LogFacts } from "../core/log.ts";
import { type ServiceBindings, servicesOf } from "../services.ts";
import { Ledger } from "./ledger.ts";
import { Pacer } from "./pacer.ts";
import { SharedValue } from "./shared-value.ts";
import { WaitingRoom } from "./waiting-room.ts";

/** Least time between two calls of one kind, and between two messages to one chat, as the platforms' limits a second want it. */
const INTERVALS = {
  feishu: { operationMs: 20, chatMs: 200 },
  dingtalk: { operationMs: 50, chatMs: 0 },
};
/** A token is renewed before its last minutes: a call that begins with it must also end with it. */
const TOKEN_SPARE_MS = 5 * 60_000;
/** Who the bot is changes with a new app only; each look costs a call of the month. */
const IDENTITY_LIFE_MS = 7 * 24 * 3_600_000;
const IDENTITY_BACKOFF = { firstMs: 1_000, longestMs: 60_000 };
/** No card is opened for so long after one could not be. */
const CARDS_OFF_MS = 5 * 60_000;

export class PlatformAccount extends DurableObject<ServiceBindings> {
  readonly #platform: PlatformName;
  readonly #ledger: Ledger;
  readonly #pacer = new Pacer();
  readonly #room: WaitingRoom;
  readonly #token: SharedValue<string>;
  readonly #identity: SharedValue<BotIdentity>;
  #cardsOffUntil = 0;
  #identityFailures = 0;
  /** Unix milliseconds before which held events are not looked at again. */
  #nextLookAt = 0;

  constructor(ctx: DurableObjectState, env: ServiceBindings) {
    super(ctx, env);
    const { config, now } = servicesOf(env);
    this.#platform = ctx.id.name === "dingtalk" ? "dingtalk" : "feishu";
    const setting = config.channels[this.#platform];
    const allowance = setting.status === "on" ? setting.settings.monthlyCalls : null;
    this.#ledger = new Ledger(ctx.storage.sql, now, allowance);
    this.#room = new WaitingRoom(ctx.storage.sql);
    const app = setting.status === "on" ? appOf(setting.settings) : "";
    this.#token = new SharedValue(ctx.storage, `token/${app}`, now, () => this.#fetchToken());
    this.#identity = new SharedValue(ctx.storage, `identity/${app}`, now, () => this.#fetchIdentity());
  }

  /** `needsToken` false: for an address that carries its own, such as DingTalk's session webhook. */
  async permit(operation: string, chatId: string | null, needsToken: boolean): Promise<CallResult<Permit>> {
    const token = needsToken ? await this.#token.get() : { ok: true as const, value: "" };
    if (!token.ok) return token;
    this.#count(operation);
    const { operationMs, chatMs } = INTERVALS[this.#platform];
    const now = servicesOf(this.env).now();
    const pauseMs = this.#pacer.reserve(operation, operationMs, now);
    const chatPauseMs = chatId === null ? 0 : this.#pacer.reserve(`chat ${chatId}`, chatMs, now);
    return { ok: true, value: { token: token.value, pauseMs: Math.max(pauseMs, chatPauseMs) } };
  }

  /** For a call that needs no token of ours, such as to a group's custom bot. */
  count(operation: string): void {
    this.#count(operation);
  }

  renew(token: string): void {
    this.#token.drop(token);
  }

  /** How much slower than usual an unfinished answer may be shown; null: not at all. */
  slowdown(): number | null {
    return this.#cardsOffUntil > servicesOf(this.env).now() ? null : this.#ledger.slowdown();
  }

  /** A card could not be opened: the next answers come without one. */
  restCards(): void {
    this.#cardsOffUntil = servicesOf(this.env).now() + CARDS_OFF_MS;
  }

  /** Null when the platform does not tell, or not within `patienceMs`; it is then asked again in the background. */
  async identity(patienceMs: number): Promise<BotIdentity | null> {
    if (this.#room.size() > 0) return null;
    const known = this.#identity.known();
    if (known !== null) {
      // Renewed in the background once a week; nobody waits for that.
      this.ctx.waitUntil(this.#identity.get());
      return known;
    }
    const asked = this.#identity.get();
    const tooLate = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs));
    const answer = await Promise.race([asked, tooLate]);
    return answer?.ok === true ? answer.value : null;
  }

  /** Keeps a genuine event until it is known who the bot is. False: there is no room, the platform shall come again. */
  hold(event: JsonRecord, requestId: string): boolean {
    const now = servicesOf(this.env).now();
    const held = this.#room.add(event, requestId, now);
    // Not sooner than the last failure allows, however many come: each question is a call of the month.
    void this.ctx.storage.setAlarm(Math.max(now, this.#nextLookAt));
    return held;
  }

  /** At the operator's wish. */
  forget(userId: string): void {
    this.#room.forget(userId);
  }

  /** When something genuine arrived last, and what was refused last and why: the first questions of a set-up. */
  note(kind: "arrived" | "refused", reason: string): void {
    this.ctx.storage.kv.put(`last/${kind}`, { at: servicesOf(this.env).now(), reason });
  }

  report(): AccountReport {
    const last = (kind: string) =>
      this.ctx.storage.kv.get<{ at: number; reason: string }>(`last/${kind}`) ?? null;
    return { calls: this.#ledger.lines(), arrived: last("arrived"), refused: last("refused") };
  }

  /** For the doctor: asks the platform anew, whatever is kept, and keeps nothing. The token stays here. */
  async checkUp(): Promise<CheckUp> {
    const token = await this.#fetchToken();
    if (!token.ok) return { token, identity: null };
    const fetchIdentity = this.#credentials()?.fetchIdentity ?? null;
    if (fetchIdentity !== null) this.#count("identity");
    const identity = fetchIdentity === null ? null : await fetchIdentity(token.value.value);
    return { token: { ok: true, value: null }, identity };
  }

  /** Never throws: an alarm that does is given up by the platform. */
  override async alarm(): Promise<void> {
    const { now } = servicesOf(this.env);
    const settled = await this.#settleHeld().catch((error: unknown) => {
      this.#log("error", "held_events_stopped", { error: faultMessage(error) });
      return false;
    });
    this.#identityFailures = settled ? 0 : this.#identityFailures + 1;
    if (settled) return;
    this.#nextLookAt = now() + backoffMs(IDENTITY_BACKOFF, this.#identityFailures, Math.random());
    await this.ctx.storage.setAlarm(this.#nextLookAt);
  }

  /** True when nothing waits any more. */
  async #settleHeld(): Promise<boolean> {
    const lost = this.#room.giveUp(servicesOf(this.env).now());
    if (lost > 0) this.#log("error", "held_events_given_up", { count: lost });
    if (this.#room.size() === 0) return true;
    const identity = await this.#identity.get();
    if (identity.ok) return this.#readHeld(identity.value);
    this.#log("warn", "identity_unknown", { error: identity.error.message });
    return false;
  }

  /** In the order in which they came. False when a conversation could not take its message: later again. */
  async #readHeld(bot: BotIdentity): Promise<boolean> {
    const services = servicesOf(this.env);
    try {
      for (let held = this.#room.first(); held !== null; held = this.#room.first()) {
        await services.takeEvent(this.#platform, held.event, bot, held.requestId);
        this.#room.remove(held.id);
      }
      return true;
    } catch (error) {
      this.#log("warn", "held_event_not_taken", { error: faultMessage(error) });
      return false;
    }
  }

  async #fetchToken(): Promise<CallResult<{ value: string; lifeMs: number }>> {
    this.#count("token");
    const answer = await this.#credentials()?.fetchToken();
    if (answer === undefined) return { ok: false, error: CHANNEL_OFF };
    if (!answer.ok) return answer;
    const { token, lifeMs } = answer.value;
    // A token that is short-lived by itself must not be asked for before every call.
    return { ok: true, value: { value: token, lifeMs: Math.max(lifeMs - TOKEN_SPARE_MS, lifeMs / 2) } };
  }

  async #fetchIdentity(): Promise<CallResult<{ value: BotIdentity; lifeMs: number }>> {
    const fetchIdentity = this.#credentials()?.fetchIdentity;
    if (fetchIdentity === undefined || fetchIdentity === null) return { ok: false, error: CHANNEL_OFF };
    const permit = await this.permit("identity", null, true);
    if (!permit.ok) return permit;
    const answer = await fetchIdentity(permit.value.token);
    if (answer.ok) return { ok: true, value: { value: answer.value, lifeMs: IDENTITY_LIFE_MS } };
    // The token may be one that the platform took back; the next try gets a new one.
    if (answer.error.kind === "refused") this.renew(permit.value.token);
    return answer;
  }

  #credentials() {
    return servicesOf(this.env).channels[this.#platform]?.credentials;
  }

  #count(operation: string): void {
    const percent = this.#ledger.count(operation);
    if (percent !== null) this.#log("warn", "quota_warning", { percent });
  }

  #log(level: "warn" | "error", event: string, facts: LogFacts): void {
    servicesOf(this.env).telemetry.write(level, `channels.${this.#platform}`, event, facts);
  }
}

const CHANNEL_OFF = {
  kind: "refused",
  code: "channel_off",
  message: "The channel is switched off or not fully configured.",
  pauseMs: null,
} as const;

/** Another app has another token: what was kept for an earlier one does not fit. */
function appOf(settings: { appId: string } | { appKey: string }): string {
  return "appId" in settings ? settings.appId : settings.appKey;
}
