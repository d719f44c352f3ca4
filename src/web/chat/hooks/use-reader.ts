// What shows Markdown, fetched when there is the first message to read: an empty page does without it.
import { createLazy, useLazy } from "../lazy.ts";

const reader = createLazy(() => import("../components/answer-view.tsx"));

export const fetchReader = reader.fetch;

export const useReader = () => useLazy(reader);
