// Named gates for deterministic tests: an answer with `[[hold:NAME]]` stands still until somebody releases NAME.
// A release that comes first is remembered, so the order of the two doesn't matter; `hold` closes the gate again.

interface Gate {
  open: boolean;
  waiting: Set<() => void>;
}

export interface Gates {
  hold(name: string): void;
  release(name: string): void;
  /** Resolves when the gate opens; rejects when `signal` says that the client has gone. */
  pass(name: string, signal: AbortSignal): Promise<void>;
  /** How many answers stand before the gate. */
  waiting(name: string): number;
  reset(): void;
}

export function createGates(changed: () => void): Gates {
  const gates = new Map<string, Gate>();
  const gate = (name: string): Gate => {
    const found = gates.get(name) ?? { open: false, waiting: new Set() };
    gates.set(name, found);
    return found;
  };
  const release = (name: string): void => {
    const found = gate(name);
    found.open = true;
    for (const resolve of found.waiting) resolve();
    found.waiting.clear();
  };
  return {
    hold(name) {
      gate(name).open = false;
    },
    release,
    pass: (name, signal) => passGate(gate(name), signal, changed),
    waiting: (name) => gates.get(name)?.waiting.size ?? 0,
    reset() {
      for (const name of gates.keys()) release(name);
      gates.clear();
    },
  };
}

function passGate(gate: Gate, signal: AbortSignal, changed: () => void): Promise<void> {
  if (gate.open) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const leave = () => {
      gate.waiting.delete(resolve);
      reject(signal.reason);
    };
    if (signal.aborted) return leave();
    signal.addEventListener("abort", leave, { once: true });
    gate.waiting.add(resolve);
    changed();
  });
}
