// What a conversation is made of, put together. The Durable Object holds the parts and says who may use them.
import { nextStep } from "../core/step.ts";
import type { Services } from "../services.ts";
import { Deliverer } from "./deliverer.ts";
import { DeliveryControl } from "./delivery-control.ts";
import { DeliveryJournal } from "./delivery-journal.ts";
import { DeliveryStore } from "./delivery-store.ts";
import { Forgetting } from "./forgetting.ts";
import { Holder } from "./holder.ts";
import { Lane } from "./lane.ts";
import { Lanes } from "./lanes.ts";
import { Outbox } from "./outbox.ts";
import { Parts } from "./parts.ts";
import { Showing } from "./showing.ts";
import { Speaker } from "./speaker.ts";
import { Summarizing } from "./summarizing.ts";
import { TurnRunner } from "./turn-runner.ts";
import { TurnStore } from "./turn-store.ts";

/** `rest` is called when an answer has left: it sets the alarm for what is due later. */
export function assemble(ctx: DurableObjectState, services: Services, rest: () => Promise<void>) {
  const { now } = services;
  const { sql } = ctx.storage;
  const background = (work: Promise<void>) => ctx.waitUntil(work);
  const turns = new TurnStore(sql);
  const outbox = new Outbox(sql, services);
  const deliveries = new DeliveryStore(sql);
  const journal = new DeliveryJournal(turns, deliveries, outbox, now);
  const speaker = new Speaker(services, turns);
  const parts = new Parts(deliveries);
  const showing = new Showing(services, deliveries, parts, speaker);
  const deliverer = new Deliverer(services, turns, { store: deliveries, parts, journal, speaker, showing });
  const leave = () => background(lanes.run().then(rest));
  const summarizing = new Summarizing(services, turns);
  const tools = { services, turns, speaker, summarizing, background };
  const exits = { outbox, deliveries, journal, showing, leave };
  const runner = new TurnRunner(ctx, services, turns, tools, exits);
  const workers = { runner, deliverer, background };
  const control = new DeliveryControl(ctx.storage, turns, deliveries, journal, workers, now);
  const holder = new Holder(ctx.storage, turns, outbox, now);
  const forgetting = new Forgetting(ctx, services, { turns, deliveries, outbox }, deliverer, holder);
  const records = new Lane(
    () => nextStep(outbox.head(), now()),
    () => outbox.deliver(now),
  );
  const lanes = new Lanes(runner, deliverer, records, services, () => [deliveries.head(), outbox.head()]);
  return { turns, outbox, deliveries, journal, runner, control, holder, forgetting, lanes };
}
