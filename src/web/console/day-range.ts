// Days of the address bar → the moments that the server compares with. A day is the reader's, not UTC's.

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Null for a day that no calendar has: what it is, the server may say. */
function startOf(day: string, later: number): string | null {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const isReal = new Date(year, month - 1, date).getDate() === date && month >= 1 && month <= 12;
  return isReal ? new Date(year, month - 1, date + later).toISOString() : null;
}

/** `from` begins with its day, `to` ends with it; whole moments pass as they are. */
export function readRange(query: URLSearchParams): { from: string | null; to: string | null } {
  const read = (name: string, later: number) => {
    const value = query.get(name);
    return (value !== null && DAY.test(value) ? startOf(value, later) : null) ?? value;
  };
  return { from: read("from", 0), to: read("to", 1) };
}
