// Looks up what a question asks and sets the passages before it.
import type { Assistant } from "../core/assistant.ts";
import type { AskedQuestion } from "../core/document.ts";
import { faultMessage } from "../core/fault.ts";
import { type AnyMessage, groundPrompt, type QuotedPassage } from "../core/grounding.ts";
import type { Holdings } from "../core/holdings.ts";
import type { Services } from "../services.ts";

/** Some 4,000 tokens of Chinese at most: enough for a question that touches three documents. */
const PASSAGES = 5;

export interface Grounded<Message> {
  messages: (Message | AnyMessage)[];
  passages: QuotedPassage[];
  /** False: this question is not looked up. */
  searches: boolean;
  /** The index did not answer: what is said now does not hold for the next. */
  unsearched: boolean;
}

interface Asked {
  asked: AskedQuestion;
  assistant: Assistant;
  holdings: Holdings;
  requestId: string;
}

export async function ground<Message extends AnyMessage>(
  services: Services,
  question: Asked,
  prompt: Message[],
): Promise<Grounded<Message>> {
  // Behind the result of a tool the model goes on with what it has.
  const searches = searchesDocuments(question) && prompt.at(-1)?.role === "user";
  if (!searches) return { messages: prompt, passages: [], searches, unsearched: false };
  const found = await findPassages(services, question);
  return {
    messages: groundPrompt(prompt, found),
    passages: found ?? [],
    searches,
    unsearched: found === null,
  };
}

/** Of a bare image there are no words to look up. */
function searchesDocuments({ asked, assistant, holdings }: Asked): boolean {
  return assistant.scope !== "none" && holdings.knowledge.documents > 0 && asked.text.trim() !== "";
}

/** Null: the index does not answer. That costs the answer its documents, and the model is told so. */
async function findPassages(
  { retrieve, telemetry }: Services,
  { asked, assistant, requestId }: Asked,
): Promise<QuotedPassage[] | null> {
  try {
    return (await retrieve(asked, assistant.scope, PASSAGES)).passages;
  } catch (error) {
    const facts = { request_id: requestId, error: faultMessage(error) };
    telemetry.write("error", "knowledge", "search_failed", facts);
    return null;
  }
}
