// The address of a conversation: `#/c/<id>`. Anything else is a new conversation.

const pattern = /^#\/c\/([A-Za-z0-9._:-]{1,64})$/;

export function sessionOfHash(hash: string): string | null {
  return pattern.exec(hash)?.[1] ?? null;
}

export function hashOfSession(sessionId: string | null): string {
  return sessionId === null ? "#/" : `#/c/${sessionId}`;
}
