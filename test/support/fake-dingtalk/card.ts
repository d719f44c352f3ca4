// One AI card: what a person sees of it while it grows, and what is left when the chat is opened again.

export interface CardTemplate {
  /** The variable that streams. */
  contentKey: string;
  /** The variable that a reopened card shows; may be the same one. */
  staticKey: string;
}

export interface Card {
  outTrackId: string;
  template: CardTemplate;
  /** What was written with `cardParamMap`: kept for good, unlike what was streamed. */
  values: Record<string, string>;
  /** What the screen shows of the streaming variable. */
  shown: string;
  streamed: boolean;
  /** The last frame came: nothing streams into it any more. */
  closed: boolean;
  failed: boolean;
  /** Calls that were taken already: the platform knows a repetition by its `guid`. */
  guids: Set<string>;
  updates: number;
}

export interface CardView {
  text: string;
  /** Streaming was ended where it was begun, and `flowStatus`, where it was used, says 3 or 5. */
  finished: boolean;
  error: boolean;
  flowStatus: string | null;
  /** What the chat shows when it is opened again: only what stands in the template's static variable. */
  reopenedText: string;
  blankOnReopen: boolean;
  updates: number;
}

export interface Frame {
  guid: string;
  key: string;
  content: string;
  isFinalize: boolean;
  isError: boolean;
}

const FINISHED = "3";
const FAILED = "5";

export function openCard(outTrackId: string, template: CardTemplate, values: Record<string, string>): Card {
  return {
    outTrackId,
    template,
    values,
    shown: values[template.contentKey] ?? "",
    streamed: false,
    closed: false,
    failed: false,
    guids: new Set(),
    updates: 0,
  };
}

/** A wrong key is taken and shows nothing; a guid seen before changes nothing. */
export function streamInto(card: Card, frame: Frame): void {
  if (card.guids.has(frame.guid)) return;
  card.guids.add(frame.guid);
  card.updates += 1;
  card.streamed = true;
  if (frame.key === card.template.contentKey) card.shown = frame.content;
  card.failed ||= frame.isError;
  card.closed ||= frame.isFinalize || frame.isError;
}

/** Without `byKey` the new values replace all others, those that were not named included. */
export function updateCard(card: Card, values: Record<string, string>, byKey: boolean): void {
  card.updates += 1;
  card.values = byKey ? { ...card.values, ...values } : values;
  const { contentKey } = card.template;
  if (!byKey || values[contentKey] !== undefined) card.shown = card.values[contentKey] ?? "";
}

export function viewCard(card: Card): CardView {
  const flowStatus = card.values.flowStatus ?? null;
  const ended = flowStatus === null ? card.closed : flowStatus === FINISHED || flowStatus === FAILED;
  const reopenedText = card.values[card.template.staticKey] ?? "";
  return {
    text: card.shown,
    finished: ended && (card.closed || !card.streamed),
    error: card.failed || flowStatus === FAILED,
    flowStatus,
    reopenedText,
    blankOnReopen: reopenedText.trim() === "",
    updates: card.updates,
  };
}
