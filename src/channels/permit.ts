// Leave to call a platform: asked of the shared account, paced by it, and asked once more when its token was refused.
import type { CallResult, Permit, PlatformTools } from "./channel.ts";

export interface PermitWish {
  /** The call's name in the ledger. */
  operation: string;
  /** The chat whose own limit holds too. */
  chatId: string | null;
  /** False for an address that carries its own proof. */
  needsToken?: boolean;
}

/** With this code nothing was sent. */
export const NOT_ASKED = "account";

/** A token that the platform no longer takes is given back, and the call made once more with the next one. */
export async function withToken<Value>(
  tools: PlatformTools,
  wish: PermitWish,
  isTokenCode: (code: string) => boolean,
  call: (token: string) => Promise<CallResult<Value>>,
): Promise<CallResult<Value>> {
  for (let tries = 1; ; tries += 1) {
    const permit = await askPermit(tools, wish);
    if (!permit.ok) return permit;
    const { token } = permit.value;
    const result = await call(token);
    if (result.ok || tries === 2 || !isTokenCode(result.error.code)) return result;
    // If it cannot be given back, the second try tells.
    await tools.account.renew(token).catch(() => undefined);
  }
}

/** Resolves when the call may go out. The account is an object elsewhere: one that is just being moved throws. */
export async function askPermit(
  { account, pause }: PlatformTools,
  { operation, chatId, needsToken = true }: PermitWish,
): Promise<CallResult<Permit>> {
  try {
    const permit = await account.permit(operation, chatId, needsToken);
    if (permit.ok && permit.value.pauseMs > 0) await pause(permit.value.pauseMs);
    return permit;
  } catch {
    const message = "The platform's account could not be asked.";
    return { ok: false, error: { kind: "unreachable", code: NOT_ASKED, message, pauseMs: null } };
  }
}
