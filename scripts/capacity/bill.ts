// What a month costs: use, less what is included, times the price. The model and what Feishu or DingTalk charge come on top.
import { type Costs, type Load, messagesOf, type Resource, useOfMessage } from "./costs.ts";
import {
  DAYS_A_MONTH,
  PLAN_DOLLARS,
  STORE_TARIFFS,
  type StoreName,
  type StoreTariff,
  TARIFFS,
  type Tariff,
} from "./plans.ts";
import { storedBytes } from "./stored.ts";
import { fitsFree } from "./walls.ts";

const GIGABYTE = 1e9;
const MILLION = 1e6;

export interface UseLine {
  resource: Resource;
  tariff: Tariff;
  /** Of one message and of each day besides, as the bill counts. */
  each: number;
  day: number;
  dollars: number;
}

export interface StoreLine {
  store: StoreName;
  tariff: StoreTariff;
  gigabytes: number;
  dollars: number;
}

export interface Bill {
  use: UseLine[];
  stores: StoreLine[];
  /** Without the plan itself. */
  above: number;
  /** With it; 0: the free plan does. */
  total: number;
  /** Nobody has counted these yet, so they are not in it. */
  uncounted: Resource[];
}

/** Deployments of one account share what is included; each has its crons and log files. */
export function billOf(costs: Costs, load: Load, deployments = 1): Bill {
  const use = TARIFFS.flatMap((tariff) => lineOf(costs, load, tariff, deployments) ?? []);
  const stores = STORE_TARIFFS.map((tariff) => storeLineOf(costs, load, tariff));
  const above = [...use, ...stores].reduce((sum, { dollars }) => sum + dollars, 0);
  return {
    use,
    stores,
    above,
    total: above === 0 && fitsFree(costs, load) ? 0 : PLAN_DOLLARS + above,
    uncounted: TARIFFS.map(({ resource }) => resource).filter(
      (resource) => useOfMessage(costs, load, resource) === null,
    ),
  };
}

function lineOf(costs: Costs, load: Load, tariff: Tariff, deployments: number): UseLine | null {
  const { resource, unit, included, dollars } = tariff;
  const each = useOfMessage(costs, load, resource);
  if (each === null) return null;
  const day = costs.day.use[resource] ?? 0;
  const used = (each * messagesOf(load) + day * deployments) * unit * DAYS_A_MONTH;
  const above = Math.max(0, used - included);
  return { resource, tariff, each: each * unit, day: day * unit, dollars: (above * dollars) / MILLION };
}

function storeLineOf(costs: Costs, load: Load, tariff: StoreTariff): StoreLine {
  const gigabytes = storedBytes(costs, load)[tariff.store] / GIGABYTE;
  return {
    store: tariff.store,
    tariff,
    gigabytes,
    dollars: Math.max(0, gigabytes - tariff.included) * tariff.dollars,
  };
}
