// A part on its way, and what it takes to bring it there.
import type { Origin, ReplyPart } from "../../core/delivery.ts";
import type { Steps } from "../steps.ts";
import type { DingTalkApi } from "./api.ts";

export interface Job {
  api: DingTalkApi;
  origin: Origin;
  part: ReplyPart;
  steps: Steps;
}
