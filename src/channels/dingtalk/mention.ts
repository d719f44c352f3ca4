// The robot's own name in front of a text. The platform takes it away and leaves a blank there, but not always.
import { listIn, recordIn } from "../../core/fields.ts";
import type { JsonRecord } from "../../core/json.ts";

/** Behind a name the clients set a blank; a name with a blank in it is not told from two words. */
const LEADING_NAME = /^@\S{1,64}(?:\s+|$)/;
const NAMES = /(?:^|\s)@\S/g;

export interface CleanText {
  /** For the model: other people's names stay. */
  text: string;
  /** For commands: without any name in front, since nobody gives a command to somebody else by way of the robot. */
  bare: string;
}

/** The blank that stood behind the name. A line end is none: it is set behind a picture. */
const LEADING_BLANK = /^[^\S\r\n]/;

/**
 * For a message of a group that mentions the robot; `untrimmed` as it came. Which name is the robot's, nobody tells; how many other
 * people's there are, is told. Where its name is gone already, what begins with an @ is the question's own, as in `@Override`.
 */
export function withoutRobotName(untrimmed: string, message: JsonRecord): CleanText {
  const text = untrimmed.trim();
  const bare = text.replace(LEADING_NAME, "");
  if (LEADING_BLANK.test(untrimmed)) return { text, bare };
  const names = text.match(NAMES)?.length ?? 0;
  return { text: names > othersIn(message) ? bare : text, bare };
}

function othersIn({ atUsers, chatbotUserId }: JsonRecord): number {
  return listIn(atUsers).filter((user) => recordIn(user).dingtalkId !== chatbotUserId).length;
}
