// The operator's API, handed down to every page.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Api } from "../api.ts";

export const ApiContext = createContext<Api | null>(null);

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error("No API was handed down.");
  return api;
}
