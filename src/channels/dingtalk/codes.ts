// The platform's codes, and what follows from each: the new addresses have words, the old ones numbers.

/** The token is unknown or worn out: a new one helps. `401` where nothing more was said. */
const TOKEN_CODES = new Set(["InvalidAuthentication", "401", "40014", "88"]);

/** Limits a second or a minute, and a system that is busy. */
const BUSY_CODES = new Set(["-1", "90002", "90018", "130101", "410100", "system.busy", "ServiceUnavailable"]);
/** `…QpsLimitForApi`, `…QpsLimitForAppkeyAndApi`. */
const BUSY_WORDS = /QpsLimit|Throttling/;

/** What no other form of the message cures: the app, the robot, the chat or the month is at fault. */
const HOPELESS: [pattern: RegExp, advice: string][] = [
  [/ApiCountLimit|^90020$|^90030$/, "the month's allowance of API calls is used up"],
  [/^invalidClient|appKey|appSecret/i, "check DINGTALK_APP_KEY and DINGTALK_APP_SECRET"],
  [/robotCode(?!\.downloadCode)|robot\.not/i, "check DINGTALK_ROBOT_CODE (the app key unless it is set)"],
  [/openConversationId|^400013$/, "the robot is not in this group: add it again"],
  [/^invalid_staff$/, "the person is outside the app's visible range, or has left"],
  [/IpNotIn|WhiteIp|WhiteList/i, "the app's list of addresses shuts us out: empty it in the console"],
  [
    /AccessDenied|Forbidden|NoPermission/,
    "a permission is missing: grant those of the README in the app's console and publish a version",
  ],
];

/** What the operator can do about the rest. */
const ADVICE: [pattern: RegExp, advice: string][] = [
  [/template/i, "check DINGTALK_CARD_TEMPLATE_ID, and that the template is published"],
  [/^300001$/, "the session webhook has ended"],
  [/^400102$/, "the robot is switched off in its group"],
  [/^460101$|^101002$|tooLong$/i, "the message is too long"],
  [/^4301\d\d$|contentUnsafe/, "the platform takes the content for unsafe"],
];

const ONLY_HERE =
  /^(?:no_staff_id|not_delivered|invalid_staff|400013|4301\d\d)$|contentUnsafe|openConversationId|openSpaceId/;

export function isTokenCode(code: string): boolean {
  return TOKEN_CODES.has(code);
}

/** Whether the same call may succeed later. A token that was refused twice is a fault that passes too. */
export function isBusy(code: string): boolean {
  return BUSY_CODES.has(code) || BUSY_WORDS.test(code) || TOKEN_CODES.has(code);
}

export function isHopeless(code: string): boolean {
  return !isBusy(code) && HOPELESS.some(([pattern]) => pattern.test(code));
}

/** The session webhook takes no form of a message any more: its end, its robot's block of ten minutes, an address without a service. */
export function isSessionOver(code: string): boolean {
  return isTokenCode(code) || /^(?:300001|130101|3\d\d|404)$/.test(code);
}

/** The fault lies in this text, this person or this chat: the next card may be taken all the same. */
export function isOnlyHere(code: string): boolean {
  return ONLY_HERE.test(code);
}

/** An id that was used before: the card is there already. */
export function isCardThere(code: string): boolean {
  return /cardAlreadyExist/i.test(code);
}

/** What to do about it; empty where the platform's own words have to do. */
export function adviceFor(code: string): string {
  // A limit's code names what it counts for, which is not what is wrong.
  if (isBusy(code)) return "";
  const advice = [...HOPELESS, ...ADVICE].find(([pattern]) => pattern.test(code))?.[1];
  return advice === undefined ? "" : `: ${advice}`;
}
