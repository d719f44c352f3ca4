// A part on its way, and what it takes to bring it there.
import type { Origin, ReplyPart } from "../../core/delivery.ts";
import type { Steps } from "../steps.ts";
import type { FeishuApi } from "./api.ts";
import type { Sequences } from "./sequence.ts";

export interface Job {
  api: FeishuApi;
  sequences: Sequences;
  origin: Origin;
  part: ReplyPart;
  steps: Steps;
}
