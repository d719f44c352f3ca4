// The addresses of the page: a conversation is `#/c/<id>`, a link of another device `#/join/<code>`, a shared one `/s/<token>`.
// Anything else is a new conversation.

const pattern = /^#\/c\/([A-Za-z0-9._:-]{1,64})$/;

export function sessionOfHash(hash: string): string | null {
  return pattern.exec(hash)?.[1] ?? null;
}

export function hashOfSession(sessionId: string | null): string {
  return sessionId === null ? "#/" : `#/c/${sessionId}`;
}

const join = /^#\/join\/([A-Za-z0-9_-]{1,200})$/;

/** The code of a link that another device made. */
export function joinCodeOfHash(hash: string): string | null {
  return join.exec(hash)?.[1] ?? null;
}

export function hashOfJoin(code: string): string {
  return `#/join/${code}`;
}

const shared = /^\/s\/([^/]+)\/?$/;

export function shareTokenOfPath(path: string): string | null {
  return shared.exec(path)?.[1] ?? null;
}
