// One thing that the person sets going: whether it runs, and why it failed.
import { useState } from "preact/hooks";
import type { Refusal } from "../../common/refusal.ts";
import { refusalOf } from "../http.ts";

export interface Task {
  running: boolean;
  refusal: Refusal | null;
  /** Resolves to whether it worked. One at a time: while it runs, another start does nothing. */
  run(act: () => Promise<unknown>): Promise<boolean>;
}

export function useTask(): Task {
  const [running, setRunning] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  return {
    running,
    refusal,
    async run(act) {
      if (running) return false;
      setRunning(true);
      setRefusal(null);
      try {
        await act();
        return true;
      } catch (error) {
        setRefusal(refusalOf(error));
        return false;
      } finally {
        setRunning(false);
      }
    },
  };
}
