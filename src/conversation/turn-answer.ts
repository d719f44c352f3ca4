// What one turn is answered with: a command's own words, or the model's, asked with images and history.
import { makeAnswer } from "../answer/make-answer.ts";
import type { Command } from "../core/command.ts";
import type { Outcome } from "../core/message.ts";
import { buildPrompt, fitHistory, type Question } from "../core/prompt.ts";
import type { Services } from "../services.ts";
import { fetchImages } from "./attachments.ts";
import { answerCommand } from "./command-answer.ts";
import type { LiveAnswer } from "./live-answer.ts";
import { chosenModel } from "./offered-models.ts";
import type { Speaker } from "./speaker.ts";
import type { Summarizing } from "./summarizing.ts";
import { commandOf, originOf, type TurnRow } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";

type FoundAssistant = Awaited<ReturnType<Services["assistants"]["find"]>>;

export interface AnswerTools {
  services: Services;
  turns: TurnStore;
  speaker: Speaker;
  summarizing: Summarizing;
  /** Takes work that the answer does not wait for. */
  background: (work: Promise<void>) => void;
}

export async function answerTurn(
  tools: AnswerTools,
  turn: TurnRow,
  live: LiveAnswer,
  stop: AbortSignal,
): Promise<Outcome> {
  const { services, turns, speaker } = tools;
  const answerAs = async (command: Command) => {
    const answered = await answerCommand(services, turns, turn, command, speaker.languageOf(turn));
    live.add(answered.reply);
    return answered;
  };
  const command = commandOf(turn);
  if (command !== null) return answerAs(command);
  const found = await services.assistants.find({
    model: turn.asked_model ?? (await chosenModel(services, turns, turn)),
    channel: turn.channel,
    chatId: originOf(turn)?.chatId ?? null,
  });
  const hasModel = services.modelAt(found.assistant.endpoint) !== null;
  if (!hasModel && isBareImage(turn)) return answerAs(UNREADABLE_IMAGE);
  if (hasModel) await keepImages(tools, turn, stop);
  const text = turn.question ?? turn.text;
  const question = { text, images: turns.images.read(turn.seq) };
  if (text.trim() === "" && question.images.length === 0) return answerAs(LOST_IMAGE);
  return answerQuestion(tools, turn, found, question, live, stop);
}

/** Questions before this one, in whose light a short one is read. */
const QUESTIONS_BEFORE = 3;

async function answerQuestion(
  { services, turns, summarizing, background }: AnswerTools,
  turn: TurnRow,
  { assistant, holdings }: FoundAssistant,
  question: Question,
  live: LiveAnswer,
  stop: AbortSignal,
): Promise<Outcome> {
  // A question that is asked again is asked as it was the first time: without the answer that did not please.
  const asSeq = turn.again_of ?? turn.seq;
  const history = fitHistory(turns.past.before(asSeq), assistant.historyTokens);
  const summary = history.dropped === null ? null : turns.summary.before(asSeq);
  const { systemPrompt: system, examples } = assistant;
  const outcome = await makeAnswer(
    services,
    {
      asked: { text: question.text, before: turns.past.questionsBefore(asSeq, QUESTIONS_BEFORE) },
      assistant,
      holdings,
      prompt: buildPrompt({
        system,
        summary: summary?.text ?? null,
        examples,
        turns: history.turns,
        question,
      }),
      isGroup: originOf(turn)?.chatKind === "group",
      skipCache: turn.skip_cache === 1,
      requestId: turn.request_id,
    },
    { onText: (piece) => live.add(piece), background },
    stop,
  );
  if (history.dropped !== null && outcome.status === "ok")
    background(summarizing.fold(asSeq, history.dropped.seq, assistant));
  return outcome;
}

function isBareImage(turn: TurnRow): boolean {
  const hasImages = (originOf(turn)?.attachments.length ?? 0) > 0;
  return hasImages && turn.text.trim() === "" && turn.question === null;
}

/** No model could look at it. */
const UNREADABLE_IMAGE: Command = { name: "unreadable", argument: "image" };

/** Nothing to read and nothing to look at: an empty question would only confuse the model. */
const LOST_IMAGE: Command = { name: "unreadable", argument: "lost_image" };

/** A message from a platform only names its images; a question that is asked again has those of the first time. */
async function keepImages({ services, turns }: AnswerTools, turn: TurnRow, stop: AbortSignal): Promise<void> {
  if (turn.image_count > 0) return;
  const asked = turn.again_of === null ? turn : turns.bySeq(turn.again_of);
  if (asked === null) return;
  const origin = originOf(asked);
  const sender = services.senderOf(turn.channel);
  let images = turns.images.read(asked.seq);
  if (images.length === 0 && origin !== null && sender !== null)
    images = await fetchImages(sender, origin, services.pause, stop);
  if (images.length > 0) turns.addImages(turn.seq, images);
}
