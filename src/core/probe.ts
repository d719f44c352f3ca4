// Marks a delivery that the doctor sends to this deployment itself: it is answered like any other, and not noted as one.

export const PROBE_HEADER = "x-clawdbot-probe";
