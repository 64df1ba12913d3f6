/** One measured value, as `--json` writes it. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  /** How many measurements stand behind it. */
  readonly n: number;
  readonly min: number;
  readonly max: number;
}

/** Dotted names, the first word of which is the group. */
export type Figures = Readonly<Record<string, Figure>>;

const rounded = (value: number): number => Number(value.toPrecision(4));

/** The value at `share` (0 to 1) of the sorted samples, by the nearest rank. */
export function percentile(samples: readonly number[], share: number, unit: string): Figure {
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return {
    value: rounded(sorted[rank] ?? Number.NaN),
    unit,
    n: sorted.length,
    min: rounded(sorted[0] ?? Number.NaN),
    max: rounded(sorted.at(-1) ?? Number.NaN),
  };
}

export function median(samples: readonly number[], unit: string): Figure {
  return percentile(samples, 0.5, unit);
}

/** A value that is the same each time it is looked at. */
export function exact(value: number, unit: string): Figure {
  return { value: rounded(value), unit, n: 1, min: rounded(value), max: rounded(value) };
}
