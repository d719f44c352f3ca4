// What one turn is answered with: a command's own words, or the model's, asked with images and history.
import type { Command } from "../core/command.ts";
import type { Outcome } from "../core/message.ts";
import { buildPrompt } from "../core/prompt.ts";
import type { Services } from "../services.ts";
import { makeAnswer } from "./answering.ts";
import { fetchImages } from "./attachments.ts";
import { answerCommand } from "./command-answer.ts";
import type { LiveAnswer } from "./live-answer.ts";
import { chosenModel } from "./offered-models.ts";
import type { Speaker } from "./speaker.ts";
import { commandOf, originOf, type TurnRow } from "./turn-row.ts";
import type { TurnStore } from "./turn-store.ts";

export interface AnswerTools {
  services: Services;
  turns: TurnStore;
  speaker: Speaker;
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
  const command = commandOf(turn) ?? unseenImages(services, turn);
  if (command !== null) {
    const answered = await answerCommand(services, turns, turn, command, speaker.languageOf(turn));
    live.add(answered.reply);
    return answered;
  }
  await keepImages(tools, turn, stop);
  const text = turn.question ?? turn.text;
  const question = { text, images: turns.images.read(turn.seq) };
  if (text.trim() === "" && question.images.length === 0)
    return answerCommand(services, turns, turn, LOST_IMAGE, speaker.languageOf(turn));
  // A question that is asked again is asked as it was the first time: without the answer that did not please.
  const past = turns.past.before(turn.again_of ?? turn.seq);
  const prompt = buildPrompt(services.config.systemPrompt, past, question);
  const model = turn.asked_model ?? chosenModel(services, turns, turn);
  const asked = { text, model, prompt, skipCache: turn.skip_cache === 1 };
  const listener = { onText: (piece: string) => live.add(piece), background: tools.background };
  return makeAnswer(services, asked, listener, stop);
}

/** Only images, and no model that could look at them. */
function unseenImages(services: Services, turn: TurnRow): Command | null {
  const hasImages = (originOf(turn)?.attachments.length ?? 0) > 0;
  const isBare = turn.text.trim() === "" && turn.question === null;
  return services.model === null && hasImages && isBare ? { name: "unreadable", argument: "image" } : null;
}

/** Nothing to read and nothing to look at: an empty question would only confuse the model. */
const LOST_IMAGE: Command = { name: "unreadable", argument: "lost_image" };

/** A message from a platform only names its images; a question that is asked again has those of the first time. */
async function keepImages({ services, turns }: AnswerTools, turn: TurnRow, stop: AbortSignal): Promise<void> {
  if (turn.image_count > 0 || services.model === null) return;
  const asked = turn.again_of === null ? turn : turns.bySeq(turn.again_of);
  if (asked === null) return;
  const origin = originOf(asked);
  const sender = services.senderOf(turn.channel);
  let images = turns.images.read(asked.seq);
  if (images.length === 0 && origin !== null && sender !== null)
    images = await fetchImages(sender, origin, services.pause, stop);
  if (images.length > 0) turns.addImages(turn.seq, images);
}
