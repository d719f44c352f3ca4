// The platform's codes, and what follows from each. Success is `code` 0 and nothing else: errors come with status 200 as well as 400.

/** The token is missing, unknown, of another kind or malformed: a new one helps. */
const TOKEN_CODES = new Set(["99991661", "99991663", "99991664", "99991671"]);

/**
 * Limits a second or a minute (of the chat, the tenant, the app), faults of the platform that pass, a card that somebody is
 * just using, a message that is still on its way.
 */
const BUSY_CODES = new Set(["1", "11232", "200810", "230020", "230049", "300120", "99991400"]);

/** Streaming was switched off: by the platform after ten minutes or when it was quiet for long. */
const STREAMING_OVER_CODES = new Set(["300309", "200850"]);

/** Nothing can be done with this card any more. */
const CARD_GONE_CODES = new Set(["200740", "200750", "300311"]);

/** Bad content, too long, a card that cannot be made (too many tables), no content, a parameter. */
const CONTENT_CODES = new Set(["10002", "11310", "230001", "230025", "230099", "300307"]);

/** Each call on a card has a number above all before it. */
export const SEQUENCE_CODE = "300317";

/** What no other form of the message cures, and what the operator or the person can do about it. */
const HOPELESS: Record<string, string> = {
  "10003": "check FEISHU_APP_ID and FEISHU_APP_SECRET",
  "10014": "check FEISHU_APP_ID and FEISHU_APP_SECRET",
  "230002": "the bot is not in this chat: add it to the group",
  "230006": "switch the app's bot capability on and publish a version",
  "230011": "the message to answer was recalled",
  "230012": "the message belongs to another sender",
  "230013":
    "the person is outside the app's availability scope: widen it in the console and publish a version",
  "230027": "a permission is missing: import the scopes of the README and publish a version",
  "230028":
    "the organisation's data-loss audit stopped the message: it holds a phone number, an address or the like",
  "230050": "the message is not visible to the bot",
  "231003": "the message to answer was deleted",
  "99991403": "the month's allowance of API calls is used up",
  "99991672": "a permission is missing: import the scopes of the README and publish a version",
};

/** No message of the app is better off: who it is, what it may do, what is left of the month. */
const APP_CODES = new Set(["10003", "10014", "230006", "230027", "99991403", "99991672"]);

export function isTokenCode(code: string): boolean {
  return TOKEN_CODES.has(code);
}

/** Whether the same call may succeed later. A token that was refused twice is a fault that passes too. */
export function isPassing(code: string): boolean {
  return BUSY_CODES.has(code) || TOKEN_CODES.has(code);
}

function isStreamingOver(code: string): boolean {
  return STREAMING_OVER_CODES.has(code);
}

export function isCardGone(code: string): boolean {
  return CARD_GONE_CODES.has(code);
}

/** What the card or message holds was refused (200xxx are the cards' own codes); with less in it the call may succeed. */
export function isContentRefused(code: string): boolean {
  const isOther = isPassing(code) || isStreamingOver(code) || isCardGone(code);
  return CONTENT_CODES.has(code) || (/^200\d{3}$/.test(code) && !isOther);
}

export function concernsApp(code: string): boolean {
  return APP_CODES.has(code);
}

/** The month's allowance of calls is gone. */
export function isMonthUsedUp(code: string): boolean {
  return code === "99991403";
}

export function isHopeless(code: string): boolean {
  return Object.hasOwn(HOPELESS, code);
}

/** What to do about it; empty where the platform's own words have to do. */
export function adviceFor(code: string): string {
  return Object.hasOwn(HOPELESS, code) ? `: ${HOPELESS[code]}` : "";
}
