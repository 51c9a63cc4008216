/** How much of everything is measured; bounded, so that a whole run stays within minutes. */
export type Sizes = {
  /** Repetitions of the rates: each round measures all of them. */
  readonly rounds: number;
  /** Raw puts of a round. */
  readonly rawPuts: number;
  /** Submissions of a round, one a request. */
  readonly singles: number;
  /** Requests of a round with 100 submissions each. */
  readonly batches: number;
  /** Cells of the province under load. */
  readonly loadCells: number;
  /** Submissions whose lag is measured one after the other. */
  readonly idle: number;
  /** For how long the half load goes on. */
  readonly loadSeconds: number;
  /** Provinces, by their cells, whose requests are counted. */
  readonly countedCells: readonly number[];
  /** Submissions counted one after the other. */
  readonly alone: number;
  /** Submissions counted all at once. */
  readonly burst: number;
  /** Cold starts of each function. */
  readonly coldStarts: number;
};

export const FULL: Sizes = {
  rounds: 5,
  rawPuts: 800,
  singles: 200,
  batches: 4,
  loadCells: 1_000,
  idle: 30,
  loadSeconds: 20,
  countedCells: [1_000, 5_000],
  alone: 20,
  burst: 400,
  coldStarts: 5,
};

/** To see that the bench runs; its figures mean nothing. */
export const SMALL: Sizes = {
  rounds: 2,
  rawPuts: 100,
  singles: 40,
  batches: 2,
  loadCells: 100,
  idle: 4,
  loadSeconds: 3,
  countedCells: [60],
  alone: 3,
  burst: 20,
  coldStarts: 1,
};

/** Clients that submit at the same time, and puts under way at the same time. */
export const CLIENTS = 32;
/** Callers of `POST /submissions` at the same time: each call stores 16 records at once, so 32 puts in all. */
export const BATCH_CLIENTS = 2;
/** Records of one call of `POST /submissions`: the most that the contract allows. */
export const BATCH = 100;
