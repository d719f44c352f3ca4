// Where a model file answers: channels that it may be chosen in, and places that it is the default of.
import { CHANNELS, type Channel } from "./wire.ts";

/** Who calls `/v1` always names a model: there is no default for it. */
export const DEFAULT_PLACES: readonly string[] = CHANNELS.filter((channel) => channel !== "openai");

export interface DefaultPlaces {
  channels: string[];
  chats: string[];
}

export function defaultPlacesOf(defaultFor: readonly string[] = []): DefaultPlaces {
  return {
    channels: defaultFor.filter((place) => DEFAULT_PLACES.includes(place)),
    chats: defaultFor.filter((place) => !DEFAULT_PLACES.includes(place)),
  };
}

/** Undefined where it is the default of nothing. */
export function defaultForOf({ channels, chats }: DefaultPlaces): string[] | undefined {
  const places = [...new Set([...channels, ...chats])];
  return places.length === 0 ? undefined : places;
}

/** In the order of the channels; undefined: in all of them. */
export function channelsOf(chosen: boolean | readonly string[] | undefined): Channel[] | undefined {
  return Array.isArray(chosen) ? CHANNELS.filter((channel) => chosen.includes(channel)) : undefined;
}
