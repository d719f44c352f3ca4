// Says that something must hold; whoever tries inputs hears when it does not.

/** What must hold did not. */
export class Broken extends Error {}

export function hold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Broken(what);
}

export function holdSame(one: unknown, other: unknown, what: string): void {
  const [left, right] = [told(one), told(other)];
  if (left !== right) throw new Broken(`${what}: ${left.slice(0, 200)} is not ${right.slice(0, 200)}`);
}

function told(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
}
