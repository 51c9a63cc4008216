/** How one criterion went: in one meeting, and among the meetings of a subtree. */

/** One criterion of a cell's graded meeting; all points in hundredths. */
export type CriterionScore = {
  readonly id: string;
  /** Null while the facts are unknown. */
  readonly points: number | null;
  readonly max: number;
  readonly self: number | null;
  readonly superior: number | null;
  readonly known: boolean;
};

/** How one criterion goes among the graded cell-months of a subtree. */
export type CriterionSum = {
  /** Id of the criteria set; its revisions are summed together. */
  readonly set: string;
  readonly id: string;
  readonly graded: number;
  readonly pointsSum: number;
  readonly fullPoints: number;
};
