// docs/capacity.svg: what a month costs and where the first walls stand, over the conversations of a day. Both scales go by powers of ten.
import type { Costs, Load } from "./costs.ts";
import { dollars, rough } from "./numbers.ts";
import type { Plan } from "./plans.ts";
import { totalOf } from "./size-table.ts";
import { WALL_WORDS } from "./wall-words.ts";
import { type Wall, wallsOf } from "./walls.ts";

const WIDTH = 900;
const HEIGHT = 560;
const FRAME = { left: 80, right: 850, top: 20, bottom: 340 };
/** Conversations a day, and dollars a month. */
const X = { from: 10, to: 1_000_000 };
const Y = { from: 1, to: 100_000 };
const STEPS_A_POWER = 12;
const WALLS_A_PLAN = 3;

const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.grid { stroke: #d1d9e0; stroke-width: 1; }
.cost { fill: none; stroke: #0969da; stroke-width: 2.5; }
.free { stroke: #1a7f37; stroke-width: 1.5; stroke-dasharray: 5 3; }
.paid { stroke: #bc4c00; stroke-width: 1.5; stroke-dasharray: 5 3; }
text.free { fill: #1a7f37; stroke: none; }
text.paid { fill: #bc4c00; stroke: none; }
rect { fill: #ffffff; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.grid { stroke: #3d444d; }
.cost { stroke: #4493f8; }
.free { stroke: #3fb950; }
.paid { stroke: #f0883e; }
text.free { fill: #3fb950; }
text.paid { fill: #f0883e; }
rect { fill: #0d1117; }
}
`;

export function chart(costs: Costs, conditions: Omit<Load, "conversations">): string {
  const walls = (["free", "paid"] as const).flatMap((plan) =>
    wallsOf(costs, { ...conditions, conversations: 0 }, plan)
      .slice(0, WALLS_A_PLAN)
      .map((wall, index) => ({ plan, wall, number: index + 1 })),
  );
  const title = "Cost of a month and first walls over conversations a day / 每月费用与最先碰到的限制";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<title>${title}</title>
<style>${STYLE}</style>
<rect width="${WIDTH}" height="${HEIGHT}"/>
${grid()}
<polyline class="cost" points="${costPoints(costs, conditions)}"/>
${walls.map(wallLine).join("\n")}
${walls.map(legend).join("\n")}
</svg>
`;
}

function costPoints(costs: Costs, conditions: Omit<Load, "conversations">): string {
  const steps = Math.round(Math.log10(X.to / X.from) * STEPS_A_POWER);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const conversations = X.from * 10 ** (step / STEPS_A_POWER);
    const total = totalOf(costs, { ...conditions, conversations });
    return `${across(conversations)},${up(Math.max(Y.from, total))}`;
  }).join(" ");
}

function grid(): string {
  const { left, right, top, bottom } = FRAME;
  const columns = powers(X).map(
    (value) =>
      `<line class="grid" x1="${across(value)}" y1="${top}" x2="${across(value)}" y2="${bottom}"/>` +
      `<text x="${across(value)}" y="${bottom + 20}" text-anchor="middle">${value.toLocaleString("en-US")}</text>`,
  );
  const rows = powers(Y).map(
    (value) =>
      `<line class="grid" x1="${left}" y1="${up(value)}" x2="${right}" y2="${up(value)}"/>` +
      `<text x="${left - 8}" y="${up(value) + 4}" text-anchor="end">${value === Y.from ? "$0" : dollars(value)}</text>`,
  );
  const caption = "conversations a day / 每天对话 · dollars a month / 每月美元";
  return [
    ...columns,
    ...rows,
    `<text x="${right}" y="${bottom + 42}" text-anchor="end">${caption}</text>`,
  ].join("\n");
}

type Marked = { plan: Plan; wall: Wall; number: number };

function wallLine({ plan, wall, number }: Marked): string {
  const x = across(wall.conversations);
  // Walls that stand close to each other have their numbers at different heights.
  const y = FRAME.top + 14 + 16 * (number - 1);
  return `<line class="${plan}" x1="${x}" y1="${FRAME.top}" x2="${x}" y2="${FRAME.bottom}"/><text class="${plan}" x="${x + 4}" y="${y}">${number}</text>`;
}

const PLAN_NAMES = { free: "free / 免费", paid: "paid / 付费" };

function legend({ plan, wall, number }: Marked, line: number): string {
  const { en, zh } = WALL_WORDS[wall.id].name;
  const words = `${PLAN_NAMES[plan]} ${number}: ${rough(wall.conversations)} · ${en} / ${zh}`;
  return `<text class="${plan}" x="${FRAME.left}" y="${FRAME.bottom + 72 + 22 * line}">${words}</text>`;
}

function powers({ from, to }: { from: number; to: number }): number[] {
  return Array.from({ length: Math.round(Math.log10(to / from)) + 1 }, (_, power) => from * 10 ** power);
}

function across(value: number): number {
  return place(value, X, FRAME.left, FRAME.right);
}

function up(value: number): number {
  return place(value, Y, FRAME.bottom, FRAME.top);
}

function place(
  value: number,
  { from, to }: { from: number; to: number },
  least: number,
  most: number,
): number {
  const share = Math.log10(value / from) / Math.log10(to / from);
  return Math.round((least + share * (most - least)) * 10) / 10;
}
