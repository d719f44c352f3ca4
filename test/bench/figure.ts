// A figure: one measurement beside its baseline, and the aim that it is held to.
import { type Pair, quantile } from "./statistics.ts";

/** `added`: measured − baseline; `ratio`: measured ÷ baseline; `alone`: measured, the baseline only for comparison. */
export type Comparison = "added" | "ratio" | "alone";

export interface Aim {
  bound: "at most" | "at least";
  value: number;
}

export interface FigureDefinition {
  name: string;
  title: string;
  /** What the baseline is. */
  against: string;
  unit: string;
  comparison: Comparison;
  /** Null: reported, and held to nothing. */
  aim: Aim | null;
}

export interface Figure extends FigureDefinition {
  measured: number;
  baseline: number;
  compared: number;
  met: boolean | null;
  /** First and third quartile of both, to show how far the machine wavered. */
  quartiles: { measured: [number, number]; baseline: [number, number] };
  samples: number;
}

export interface Failure extends FigureDefinition {
  failure: string;
}

/** `share`: which quantile of the samples is compared; 0.5 is their median. */
export function figureOf(definition: FigureDefinition, pair: Pair, share = 0.5): Figure {
  const measured = quantile(pair.measured, share);
  const baseline = quantile(pair.baseline, share);
  const compared = compare(definition.comparison, measured, baseline);
  return {
    ...definition,
    measured,
    baseline,
    compared,
    met: definition.aim && meets(definition.aim, compared),
    quartiles: { measured: quartiles(pair.measured), baseline: quartiles(pair.baseline) },
    samples: pair.measured.length,
  };
}

function compare(comparison: Comparison, measured: number, baseline: number): number {
  if (comparison === "alone") return measured;
  return comparison === "added" ? measured - baseline : measured / baseline;
}

/** A figure that is not a number meets no aim. */
function meets(aim: Aim, value: number): boolean {
  return aim.bound === "at most" ? value <= aim.value : value >= aim.value;
}

function quartiles(samples: number[]): [number, number] {
  return [quantile(samples, 0.25), quantile(samples, 0.75)];
}
