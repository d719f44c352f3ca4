// What Cloudflare gives and asks for it: both plans, as published in November 2026. In US dollars, before tax.
// https://developers.cloudflare.com/workers/platform/pricing/ and those of d1, durable-objects, kv and r2; the limits stand beside them.
import type { Resource } from "./costs.ts";

export type Plan = "free" | "paid";

/** The paid plan itself. */
export const PLAN_DOLLARS = 5;
/** As a bill counts. */
export const DAYS_A_MONTH = 30;
/** The longest that the platform lets an object be asked, in requests a second (a soft limit). */
export const OBJECT_REQUESTS_A_SECOND = 1_000;

export interface Tariff {
  resource: Resource;
  /** What one of what is counted is on the bill. */
  unit: number;
  /** Of the free plan; null: it sets no sum for a day. Above it nothing is given until 00:00 UTC. */
  freeADay: number | null;
  /** Of the paid plan, a month. */
  included: number;
  /** For a million above that. */
  dollars: number;
}

const MILLION = 1_000_000;
/** An object in memory has 128 MB, and the bill is in GB-s. */
const GIGABYTE_SECONDS_A_MILLISECOND = 0.128 / 1000;

export const TARIFFS: Tariff[] = [
  { resource: "worker_requests", unit: 1, freeADay: 100_000, included: 10 * MILLION, dollars: 0.3 },
  { resource: "worker_cpu_ms", unit: 1, freeADay: null, included: 30 * MILLION, dollars: 0.02 },
  { resource: "durable_requests", unit: 1, freeADay: 100_000, included: MILLION, dollars: 0.15 },
  {
    resource: "durable_milliseconds",
    unit: GIGABYTE_SECONDS_A_MILLISECOND,
    freeADay: 13_000,
    included: 400_000,
    dollars: 12.5,
  },
  { resource: "durable_rows_written", unit: 1, freeADay: 100_000, included: 50 * MILLION, dollars: 1 },
  {
    resource: "durable_rows_read",
    unit: 1,
    freeADay: 5 * MILLION,
    included: 25_000 * MILLION,
    dollars: 0.001,
  },
  { resource: "d1_rows_written", unit: 1, freeADay: 100_000, included: 50 * MILLION, dollars: 1 },
  { resource: "d1_rows_read", unit: 1, freeADay: 5 * MILLION, included: 25_000 * MILLION, dollars: 0.001 },
  { resource: "kv_reads", unit: 1, freeADay: 100_000, included: 10 * MILLION, dollars: 0.5 },
  { resource: "kv_writes", unit: 1, freeADay: 1_000, included: MILLION, dollars: 5 },
  { resource: "r2_class_a", unit: 1, freeADay: null, included: MILLION, dollars: 4.5 },
  { resource: "r2_class_b", unit: 1, freeADay: null, included: 10 * MILLION, dollars: 0.36 },
  { resource: "log_lines", unit: 1, freeADay: 200_000, included: 20 * MILLION, dollars: 0.6 },
];

export type StoreName = "d1" | "objects" | "r2";

export interface StoreTariff {
  store: StoreName;
  /** Gigabytes. */
  included: number;
  /** A gigabyte and month above that. */
  dollars: number;
}

export const STORE_TARIFFS: StoreTariff[] = [
  { store: "d1", included: 5, dollars: 0.75 },
  { store: "objects", included: 5, dollars: 0.2 },
  { store: "r2", included: 10, dollars: 0.015 },
];

/** Gigabytes that can be kept and no more; null: as much as is paid for. R2 asks for a payment method on both plans, and bills. */
export const MOST_GIGABYTES: Record<Plan, { database: number; objects: number | null }> = {
  free: { database: 0.5, objects: 5 },
  paid: { database: 10, objects: null },
};
