// What reads text files, fetched behind the page: who attaches one has looked for it first.
import { createLazy, useLazy } from "../lazy.ts";

const reading = createLazy(() => import("../text-reading.ts"));

export const fetchTextReading = reading.fetch;

export const useTextReading = () => useLazy(reading);
