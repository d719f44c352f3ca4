// Calls of tools as a stream brings them, piece by piece → whole calls.
import { isRecord, parseJson } from "../core/json.ts";
import type { ToolCallPiece } from "./chunk.ts";

export interface ToolCall {
  id: string;
  name: string;
  /** JSON, as the model wrote it. */
  args: string;
}

export class CallGatherer {
  readonly #calls: ToolCallPiece[] = [];

  take(piece: ToolCallPiece): void {
    const call = this.#calls.findLast(({ index }) => index === piece.index);
    if (call === undefined || isAnother(call, piece)) {
      this.#calls.push({ ...piece });
      return;
    }
    // A name comes once, by some servers again with each piece; arguments come bit by bit.
    call.id ||= piece.id;
    call.name ||= piece.name;
    call.args += piece.args;
  }

  /** In their order. Servers that give no ids get some. */
  whole(): ToolCall[] {
    return this.#calls
      .map(({ id, name, args }, place) => ({ id: id || `call_${place}`, name, args }))
      .filter(({ name }) => name !== "");
  }
}

/** Some servers send whole calls, one after the other, and give all of them the same index or none. */
function isAnother(call: ToolCallPiece, piece: ToolCallPiece): boolean {
  if (piece.name === "" || call.name === "") return false;
  if (piece.id !== "" && call.id !== "" && piece.id !== call.id) return true;
  return piece.args.trimStart().startsWith("{") && isRecord(parseJson(call.args));
}
