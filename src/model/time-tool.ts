// The tool by which a model asks what time it is.
import { isRecord } from "../core/json.ts";
import type { Tool } from "../core/tool.ts";

export function timeTool(now: () => number): Tool {
  return {
    name: "current_time",
    description: "The current date and time, in UTC and in a time zone such as Asia/Shanghai.",
    parameters: {
      type: "object",
      properties: { time_zone: { type: "string", description: "IANA name; UTC when it is left out" } },
      additionalProperties: false,
    },
    async run(args) {
      const date = new Date(now());
      const zone = isRecord(args) && typeof args.time_zone === "string" ? args.time_zone : "UTC";
      return `${date.toISOString()}; in ${zone}: ${inZone(date, zone)}`;
    },
  };
}

function inZone(date: Date, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "full", timeStyle: "long" }).format(date);
  } catch {
    return "no such time zone is known";
  }
}
