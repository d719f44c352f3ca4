// A conversation with a model file that is not saved.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Refusal } from "../../../common/refusal.ts";
import { useApi } from "../../hooks/use-api.ts";
import { refusalOf } from "../../http.ts";
import { tryModelFile } from "./model-calls.ts";
import { messagesOf, type TrialTurn } from "./trial-messages.ts";

export interface TrialTalk {
  turns: readonly TrialTurn[];
  running: boolean;
  /** Why the last question has no answer. */
  refusal: Refusal | null;
  ask(question: string): void;
  /** The last question once more. */
  again(): void;
  stop(): void;
  startOver(): void;
}

/** `file`: as it stands when a question is asked. */
export function useTrial(file: unknown): TrialTalk {
  const { caller } = useApi();
  const [turns, setTurns] = useState<readonly TrialTurn[]>([]);
  const [running, setRunning] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const ending = useRef(new AbortController());
  useEffect(() => () => ending.current.abort(), []);

  function ask(before: readonly TrialTurn[], question: string): void {
    ending.current.abort();
    ending.current = new AbortController();
    const { signal } = ending.current;
    const began = Date.now();
    setTurns([...before, { question, trial: null, took: 0 }]);
    setRefusal(null);
    setRunning(true);
    tryModelFile(caller, file, messagesOf(before, question), signal).then(
      (trial) => {
        if (signal.aborted) return;
        setTurns([...before, { question, trial, took: Date.now() - began }]);
        setRunning(false);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        setRefusal(refusalOf(error));
        setRunning(false);
      },
    );
  }

  function stop(): void {
    ending.current.abort();
    setRunning(false);
  }

  return {
    turns,
    running,
    refusal,
    ask: (question) => ask(turns, question),
    again: () => ask(turns.slice(0, -1), turns.at(-1)?.question ?? ""),
    stop,
    startOver() {
      stop();
      setTurns([]);
      setRefusal(null);
    },
  };
}
