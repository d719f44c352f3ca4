// `npm run load -- --chaos` in small: every door at once while the model fails, the platforms fail, and the process is killed in mid-answer.
import { expect, it } from "vitest";
import { KINDS } from "../load/message.ts";
import { runLoad } from "../load/run.ts";

it("everything that was acknowledged is answered, once and in order, or people read that it failed", async () => {
  const options = { minutes: 25 / 60, rate: 10, killEverySeconds: 8, seed: 20_261_125 };
  const report = await runLoad({ ...options, chaos: true, kinds: [...KINDS], json: null }, () => undefined);
  expect(report.problems, report.table).toEqual([]);
  expect(report.kills.length).toBeGreaterThanOrEqual(1);
  const { messages, answered, failed } = report.tally;
  // Enough of each for the run to say something.
  expect({ messages, answered, failed }).toEqual({
    messages: expect.toSatisfy((count: number) => count > 180),
    answered: expect.toSatisfy((count: number) => count > 130),
    failed: expect.toSatisfy((count: number) => count > 3),
  });
}, 400_000);
