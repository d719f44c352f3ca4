// Two rankings of passages, by words and by meaning, become one. Pure.
import type { NearPassage } from "../core/document.ts";
import { LEAST_SHARE, type RankedPassage } from "./relevance.ts";

/** Reciprocal rank fusion: how much the first places count more than the next. */
const DAMPING = 60;
/** A passage that shares too few words with the question is taken for its meaning when it is as near as this, */
const LEAST_SIMILARITY = 0.5;
/** and nearly as near as the nearest. */
const NEAR_THE_NEAREST = 0.1;

export interface FusedPassage extends RankedPassage {
  lexicalRank: number | null;
  vectorRank: number | null;
  fits: boolean;
}

export function placeOf({ documentId, position }: { documentId: string; position: number }): string {
  return JSON.stringify([documentId, position]);
}

/** `ranked` best first, those that are only near by meaning among them; `near` nearest first. */
export function fuse(ranked: RankedPassage[], near: NearPassage[]): FusedPassage[] {
  const similarity = new Map(near.map((passage) => [placeOf(passage), passage.similarity]));
  const vectorRanks = new Map(near.map((passage, index) => [placeOf(passage), index + 1]));
  const least = Math.max(LEAST_SIMILARITY, (near[0]?.similarity ?? 1) - NEAR_THE_NEAREST);
  let rank = 0;
  const fused = ranked.map((passage): FusedPassage & { fusedScore: number } => {
    const fitsByWords = passage.share >= LEAST_SHARE;
    const lexicalRank = passage.matched.length > 0 ? ++rank : null;
    const place = placeOf(passage);
    const vectorRank = vectorRanks.get(place) ?? null;
    const fits = fitsByWords || (similarity.get(place) ?? 0) >= least;
    return {
      ...passage,
      lexicalRank,
      vectorRank,
      fits,
      fusedScore: near.length === 0 ? passage.score : reciprocal(lexicalRank) + reciprocal(vectorRank),
    };
  });
  return fused
    .sort((left, right) => Number(right.fits) - Number(left.fits) || right.fusedScore - left.fusedScore)
    .map(({ fusedScore, ...passage }) => ({ ...passage, score: fusedScore }));
}

function reciprocal(rank: number | null): number {
  return rank === null ? 0 : 1 / (DAMPING + rank);
}
