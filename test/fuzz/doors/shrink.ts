// A smaller request that breaks the same: without headers, without its query, with less of its body.
import type { DoorRequest } from "./request.ts";

const MOST_TRIES = 60;

export async function shrinkRequest(
  request: DoorRequest,
  breaks: (request: DoorRequest) => Promise<boolean>,
): Promise<DoorRequest> {
  let best = request;
  let tries = 0;
  const take = async (smaller: DoorRequest): Promise<boolean> => {
    tries += 1;
    if (tries > MOST_TRIES || !(await breaks(smaller))) return false;
    best = smaller;
    return true;
  };
  await take({ ...best, path: best.path.split("?")[0] ?? "/" });
  for (const header of request.headers)
    await take({ ...best, headers: best.headers.filter((other) => other !== header) });
  if (best.body !== null) await take({ ...best, body: null });
  for (let size = best.body?.length ?? 0; size >= 1 && tries < MOST_TRIES; size = Math.floor(size / 2)) {
    const { body } = best;
    if (body === null) break;
    for (let at = 0; at < body.length && tries < MOST_TRIES; at += size)
      if (
        await take({ ...best, body: new Uint8Array([...body.subarray(0, at), ...body.subarray(at + size)]) })
      )
        break;
  }
  return best;
}
