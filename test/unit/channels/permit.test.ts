// Leave to call: paced, asked for by name, and asked once more with the next token.
import { describe, expect, it } from "vitest";
import type { CallResult, Permit, PlatformTools } from "../../../src/channels/channel.ts";
import { askPermit, NOT_ASKED, withToken } from "../../../src/channels/permit.ts";

const refused = (code: string): CallResult<never> => ({
  ok: false,
  error: { kind: "refused", code, message: "no", pauseMs: null },
});

function account(permit?: (...asked: unknown[]) => Promise<CallResult<Permit>>) {
  const seen = { asked: [] as unknown[][], pauses: [] as number[], renewed: [] as string[] };
  let token = 1;
  const tools: PlatformTools = {
    fetch,
    now: () => 0,
    pause: async (milliseconds) => {
      seen.pauses.push(milliseconds);
    },
    account: {
      async permit(...asked) {
        seen.asked.push(asked);
        return permit?.(...asked) ?? { ok: true, value: { token: `t${token}`, pauseMs: 7 * (token - 1) } };
      },
      async renew(old) {
        seen.renewed.push(old);
        token += 1;
      },
    },
  };
  return { tools, seen };
}

const WISH = { operation: "send", chatId: "c" };
const isStale = (code: string) => code === "stale";

describe("a permit", () => {
  it("is asked for by operation and chat, with a token unless the address carries its own", async () => {
    const { tools, seen } = account();
    await askPermit(tools, WISH);
    await askPermit(tools, { ...WISH, needsToken: false });
    expect(seen.asked).toEqual([
      ["send", "c", true],
      ["send", "c", false],
    ]);
  });

  it("that an account refuses or that throws is no leave: nothing is called", async () => {
    const down = account(() => Promise.reject(new Error("moved")));
    const call = () => Promise.reject(new Error("called"));
    expect(await withToken(down.tools, WISH, isStale, call)).toMatchObject({
      error: { kind: "unreachable", code: NOT_ASKED },
    });
    const poor = account(async () => refused("no_token"));
    expect(await withToken(poor.tools, WISH, isStale, call)).toEqual(refused("no_token"));
  });
});

describe("a token", () => {
  it("that is stale is given back, and the call made once more with the next one, at its pace", async () => {
    const { tools, seen } = account();
    const tokens: string[] = [];
    const result = await withToken(tools, WISH, isStale, async (token) => {
      tokens.push(token);
      return token === "t1" ? refused("stale") : { ok: true, value: 5 };
    });
    expect(result).toEqual({ ok: true, value: 5 });
    expect([tokens, seen.renewed, seen.pauses]).toEqual([["t1", "t2"], ["t1"], [7]]);
  });

  it("that is stale twice is the answer, and any other refusal at once", async () => {
    for (const [code, times] of [
      ["stale", 2],
      ["other", 1],
    ] as const) {
      const { tools, seen } = account();
      expect(await withToken(tools, WISH, isStale, async () => refused(code))).toEqual(refused(code));
      expect(seen.asked).toHaveLength(times);
    }
  });

  it("that cannot be given back harms nothing", async () => {
    const { tools, seen } = account();
    tools.account.renew = () => Promise.reject(new Error("moved"));
    expect(await withToken(tools, WISH, isStale, async () => refused("stale"))).toEqual(refused("stale"));
    expect(seen.asked).toHaveLength(2);
  });
});
