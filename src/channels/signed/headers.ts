// The headers that sign a delivery, and the time that they name.

export interface SignatureHeaders {
  /** As it was sent: that text was signed. */
  timestamp: string;
  sign: string;
  /** Null: the body has no signature of its own. */
  bodySign: string | null;
}

const PAIRS: [timestamp: string, sign: string][] = [
  ["timestamp", "sign"],
  ["x-timestamp", "x-signature"],
];

/** Of two whole pairs the guide's own counts; halves of two pairs are none. */
export function signatureHeaders(headers: Headers): SignatureHeaders | null {
  for (const [timestampName, signName] of PAIRS) {
    const [timestamp, sign] = [headers.get(timestampName), headers.get(signName)];
    if (timestamp && sign) return { timestamp, sign, bodySign: headers.get("x-body-signature") };
  }
  return null;
}

/** Ten digits are seconds, thirteen milliseconds → Unix milliseconds; anything else is no time. */
export function timeOf(timestamp: string): number | null {
  if (/^\d{13}$/.test(timestamp)) return Number(timestamp);
  return /^\d{10}$/.test(timestamp) ? Number(timestamp) * 1000 : null;
}
