// The parts of the chat page as a person finds them, and what a person does with them; what holds for every page.
import axe from "axe-core";
import type { Frame, Page } from "playwright-core";
import { expect } from "vitest";

export const field = (page: Page) => page.getByRole("textbox", { name: /^(Message|消息)$/ });
export const answers = (page: Page) => page.locator('article[data-role="assistant"]');
export const questions = (page: Page) => page.locator('article[data-role="user"]');
export const log = (page: Page) => page.getByRole("log");
export const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });

/** Polls until it holds, with patience for a busy machine. */
export const eventually = <Value>(read: () => Value | Promise<Value>) =>
  expect.poll(read, { timeout: 10_000 });

export async function send(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press("Enter");
}

/** Resolves once the last answer is in this state. */
export async function reaches(page: Page, status: string): Promise<void> {
  const last = () => answers(page).last().getAttribute("data-status");
  await eventually(last).toBe(status);
}

export async function ask(page: Page, text: string): Promise<void> {
  const before = await questions(page).count();
  await send(page, text);
  await eventually(() => questions(page).count()).toBe(before + 1);
  await reaches(page, "ok");
}

/** How many pixels of the messages are below what is seen. */
export function belowTheFold(page: Page): Promise<number> {
  return log(page).evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));
}

/** A conversation of so many turns, made without a browser; returns its id. */
export async function makeConversation(url: string, turns: number): Promise<string> {
  let session = "";
  for (let turn = 1; turn <= turns; turn += 1) {
    const place = session === "" ? {} : { session_id: session };
    const response = await fetch(`${url}/api/chat`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message: `turn ${turn} of a long conversation`, ...place }),
    });
    expect(response.status).toBe(200);
    const answer: unknown = await response.json();
    session = String(Reflect.get(Object(answer), "session_id"));
  }
  return session;
}

/** Pixels that stand out of the window to the right. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
}

/** Controls that a finger misses. */
export function tooSmall(page: Page): Promise<string[]> {
  return page.locator("button, a, input, select, summary").evaluateAll((controls) =>
    controls
      .filter((control) => control.getClientRects().length > 0 && !control.matches(".skip"))
      // A box is ticked by its label too.
      .map(
        (control) =>
          (control.matches("[type=checkbox], [type=radio]") && control.closest("label")) || control,
      )
      .filter((control) => control.getBoundingClientRect().height < 39.5)
      .map((control) => control.outerHTML.slice(0, 120)),
  );
}

/** What axe finds wrong with the page as it is, or with a foreign frame in it. */
export async function findings(page: Page, frame?: Frame): Promise<string[]> {
  const session = await page.context().newCDPSession(frame ?? page);
  // Into an own world: the page's policy takes no foreign script.
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", {
    frameId: frameTree.frame.id,
  });
  const expression = `${axe.source}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))`;
  const { result } = await session.send("Runtime.evaluate", {
    expression,
    contextId: executionContextId,
    awaitPromise: true,
    returnByValue: true,
  });
  return result.value as string[];
}

/** Listens to what a screen reader is told about answers, from now on. */
export async function overhear(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const heard: string[] = [];
    Reflect.set(window, "heard", heard);
    const region = document.querySelector('[role="status"]');
    const listen = () => {
      const words = region?.textContent ?? "";
      if (words !== "") heard.push(words);
    };
    if (region !== null)
      new MutationObserver(listen).observe(region, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => Reflect.get(window, "heard"));
}
