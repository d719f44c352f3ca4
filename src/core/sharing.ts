// A conversation that its holder shows to others.
import type { Failure } from "./error.ts";

/** A conversation that is open to whoever has the token. `sharedAt`: Unix milliseconds. */
export interface SharedConversation {
  token: string;
  sharedAt: number;
}

export const NO_SUCH_SHARE: Failure = {
  kind: "not_found",
  code: "share_not_found",
  message: "Nothing is shared under this address, or not any more.",
  param: "token",
};
