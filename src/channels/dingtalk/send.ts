// Brings a finished part to its reader: into the card that is open, or by the first road that leads there.
import type { SendOutcome } from "../../core/delivery.ts";
import type { CallError } from "../channel.ts";
import { NOT_ASKED } from "../permit.ts";
import { again, dead, isPassingError, SENT } from "../steps.ts";
import { isHopeless, isSessionOver } from "./codes.ts";
import { finishCard } from "./finish.ts";
import type { Job } from "./job.ts";
import { ROADS } from "./roads.ts";

/** May be repeated with what was noted last. */
export async function sendPart(job: Job): Promise<SendOutcome> {
  const { done, card, form } = job.steps.progress;
  if (done) return SENT;
  const finished = card !== null && form === null ? await finishCard(job, card) : null;
  return finished ?? sendMessage(job);
}

/**
 * These messages carry no key: one that may have arrived, although its answer was lost, is sent again by the same road and may be
 * seen twice. Another road is taken after a plain no, after the end of a session, and when a session webhook stays silent.
 */
async function sendMessage(job: Job): Promise<SendOutcome> {
  const { api, origin, steps } = job;
  const tried = ROADS.findIndex(({ name }) => name === steps.progress.form);
  const now = api.tools.now();
  const open = ROADS.slice(Math.max(0, tried)).filter((road) => road.isOpen(origin, now));
  let refused = SESSION_OVER;
  let sessionIsOver = false;
  for (const [index, road] of open.entries()) {
    if (road.bySession && sessionIsOver) continue;
    steps.note({ form: road.name });
    const sent = await road.send(job);
    if (sent.ok) {
      steps.note({ done: true });
      return SENT;
    }
    refused = sent.error;
    const isPassing = isPassingError(sent.error);
    const leadsOn = road.bySession && open.slice(index + 1).some(({ bySession }) => !bySession);
    if (isPassing && !(leadsOn && isOver(sent.error, job))) return again(sent.error);
    sessionIsOver = isPassing || isSessionOver(sent.error.code);
    if (!road.bySession && isHopeless(sent.error.code)) break;
  }
  return dead(isReachable(job) ? refused : withReason(refused));
}

/** Answers that did not come, in a row, before a session webhook is given up: a rare double is better than no answer. */
const MOST_DOUBTS = 3;
/** A gateway's own answers: what came of the call behind it, nobody knows. */
const DOUBTFUL_STATUS = /^50[24]$/;

/** Whether a session leads nowhere any more although its fault might pass. Of one that ended the platform says also 500. */
function isOver({ kind, code }: CallError, { steps }: Job): boolean {
  // It was called without a token, so a new one is no help; a block lasts longer than anybody waits.
  if (isSessionOver(code)) return true;
  if (kind !== "unreachable" || code === NOT_ASKED) return false;
  if (/^5\d\d$/.test(code) && !DOUBTFUL_STATUS.test(code)) return true;
  const before = steps.progress.notes.doubts;
  const doubts = (typeof before === "number" ? before : 0) + 1;
  steps.noteFact("doubts", doubts);
  return doubts >= MOST_DOUBTS;
}

function isReachable({ origin }: Job): boolean {
  return origin.chatKind === "group" || origin.senderId !== null;
}

const ONLY_SESSION =
  "only the session webhook reaches a person without a staff id (an external contact, or an app that is not published yet)";

function withReason(error: CallError): CallError {
  return error === SESSION_OVER ? error : { ...error, message: `${error.message}; ${ONLY_SESSION}` };
}

const SESSION_OVER: CallError = {
  kind: "refused",
  code: "session_over",
  message: `The session webhook has ended, or is none of DingTalk's, and ${ONLY_SESSION}.`,
  pauseMs: null,
};
