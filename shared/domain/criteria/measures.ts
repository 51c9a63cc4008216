/**
 * The measures of the contract, as one positional array of integers. A row stores the array alone, so the
 * order is part of the stored format: append, never reorder, and raise FOLD_VERSION when a meaning changes.
 */

/** How a measure adds up over months: a flow is summed; a stock or a year-to-date figure is the last month's. */
type Nature = 'flow' | 'stock' | 'yearToDate';

const names = {
  revisions: 'flow',
  expected: 'flow',
  reported: 'flow',
  onTime: 'flow',
  late: 'flow',
  awaiting: 'flow',
  overdue: 'flow',
  regular: 'flow',
  thematic: 'flow',
  extraordinary: 'flow',
  rescheduled: 'flow',
  thematicExpected: 'flow',
  thematicMet: 'flow',
  membersTotal: 'stock',
  membersExempt: 'stock',
  membersRequired: 'flow',
  membersPresent: 'flow',
  absentExcused: 'flow',
  absentUnexcused: 'flow',
  repeatedAbsences: 'flow',
  thematicRequired: 'flow',
  thematicPresent: 'flow',
  discussionKnown: 'flow',
  speakers: 'flow',
  opinions: 'flow',
  proposals: 'flow',
  minutesHeld: 'flow',
  atLeast90Minutes: 'flow',
  onSchedule: 'flow',
  preparationKnown: 'flow',
  preparationComplete: 'flow',
  documentsDistributed: 'flow',
  agendaKnown: 'flow',
  agendaComplete: 'flow',
  stepsInOrder: 'flow',
  minutesKnown: 'flow',
  minutesComplete: 'flow',
  resolutionKnown: 'flow',
  resolutionsAdopted: 'flow',
  tasksAssigned: 'flow',
  tasksWithDeadline: 'flow',
  membersAssigned: 'flow',
  workingMembers: 'flow',
  workingAssigned: 'flow',
  previousTasks: 'flow',
  previousTasksDone: 'flow',
  handbookExpected: 'flow',
  handbookScheduled: 'flow',
  handbookRollTaken: 'flow',
  handbookResolutionPosted: 'flow',
  graded: 'flow',
  pointsSum: 'flow',
  tot: 'flow',
  kha: 'flow',
  trungBinh: 'flow',
  kem: 'flow',
  dat: 'flow',
  khongDat: 'flow',
  selfScored: 'flow',
  selfPointsSum: 'flow',
  superiorScored: 'flow',
  superiorPointsSum: 'flow',
  compared: 'flow',
  absoluteGapSum: 'flow',
  reviewed: 'flow',
  returned: 'flow',
  attendances: 'flow',
  inspections: 'flow',
  supervisions: 'flow',
  inspectionProposals: 'flow',
  findings: 'flow',
  findingsOpen: 'stock',
  findingsOverdue: 'stock',
  dutiesExpected: 'flow',
  dutiesDone: 'flow',
  held12: 'yearToDate',
  held9to11: 'yearToDate',
  held5to8: 'yearToDate',
  heldUnder5: 'yearToDate',
  heldPartYear: 'yearToDate',
  yearTot: 'yearToDate',
  yearKha: 'yearToDate',
  yearTrungBinh: 'yearToDate',
  yearKem: 'yearToDate',
  fullScoreSum: 'flow',
  percentSum: 'flow',
  gapPercentSum: 'flow',
  comparedSelfPercentSum: 'flow',
  comparedSuperiorPercentSum: 'flow',
} as const satisfies Record<string, Nature>;

export type Measure = keyof typeof names;
export type Measures = Readonly<Record<Measure, number>>;

const isMeasure = (name: string): name is Measure => name in names;

/** In stored order. */
export const MEASURES: readonly Measure[] = Object.keys(names).filter(isMeasure);
export const natureOf = (measure: Measure): Nature => names[measure];

/** Positional form, as long as MEASURES. */
export type MeasureArray = readonly number[];

export const toArray = (measures: Partial<Measures>): MeasureArray =>
  MEASURES.map((name) => measures[name] ?? 0);

/** A shorter stored array (written before a measure was appended) reads as 0 in what it lacks. */
export function fromArray(array: MeasureArray): Measures {
  const entries = MEASURES.map((name, i) => [name, array[i] ?? 0] as const);
  return Object.fromEntries(entries) as Record<Measure, number>;
}

/** Position by position. */
export const addArrays = (a: MeasureArray, b: MeasureArray): MeasureArray =>
  MEASURES.map((_, i) => (a[i] ?? 0) + (b[i] ?? 0));

/** Months in order; flows are summed, stocks and year-to-date figures are the last month's. */
export function sumMonths(months: readonly MeasureArray[]): MeasureArray {
  const last = months.at(-1) ?? [];
  return MEASURES.map((name, i) =>
    natureOf(name) === 'flow' ? months.reduce((sum, month) => sum + (month[i] ?? 0), 0) : (last[i] ?? 0),
  );
}
