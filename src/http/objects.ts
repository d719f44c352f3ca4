// Names of the Durable Objects behind the doors.
import type { Bindings } from "../bindings.ts";
import { LOG_SHARDS } from "../services.ts";

/** One object takes some hundred rows a second; more shards take more. */
const RECORDER_SHARDS = 2;

/** A conversation of the page or of `/api/chat`. */
export function chatConversation(env: Bindings, sessionId: string) {
  return env.CONVERSATIONS.getByName(chatObjectName(sessionId));
}

export function chatObjectName(sessionId: string): string {
  return `chat/${sessionId}`;
}

/** Which recorder takes the log row with this id. */
export function recorderFor(env: Bindings, id: string) {
  return env.COMPLETIONS.getByName(`recorder-${Number.parseInt(id.slice(-4), 16) % RECORDER_SHARDS}`);
}

export function allRecorders(env: Bindings) {
  return Array.from({ length: RECORDER_SHARDS }, (_, shard) =>
    env.COMPLETIONS.getByName(`recorder-${shard}`),
  );
}

export function allLogKeepers(env: Bindings) {
  return Array.from({ length: LOG_SHARDS }, (_, shard) => env.LOGS.getByName(`logs-${shard}`));
}

/** The one object that looks after everything. */
export function caretaker(env: Bindings) {
  return env.CARETAKER.getByName("caretaker");
}

/** There is one for the whole deployment. */
export function backupKeeper(env: Bindings) {
  return env.BACKUPS.getByName("backups");
}

/** Through it goes every change of a document. */
export function documentKeeper(env: Bindings) {
  return env.DOCUMENTS.getByName("documents");
}
