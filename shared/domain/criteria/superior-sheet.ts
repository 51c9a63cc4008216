/**
 * The superior's column of the two-column sheet: which of the inspections and the review of a regular meeting fills
 * it, and whether it decides the criteria that a superior decides.
 *
 * Inspections go before the review. Of several the latest day decides, then inspection over supervision over
 * attendance (contract), then the smaller id of who came. `confirmed`: the self score stands. `corrected`: its scores
 * decide. `noted` decides nothing; its scores fill the column only where nothing else does.
 */
import {
  type Inspection,
  type InspectionKey,
  type InspectionKind,
  inspectionKeyParts,
} from '../events/inspection.ts';
import type { MeetingRecord } from '../events/meeting.ts';
import type { Review } from '../events/review.ts';
import type { CriteriaSet } from './criteria.ts';

/** Points by criterion, in hundredths. */
export type Scores = Readonly<Record<string, number>>;

export type StandingInspection = { readonly key: InspectionKey; readonly record: Inspection };

export type SuperiorSheet = {
  /** What the superior gave; empty where it gave nothing. */
  readonly given: Scores;
  /** What decides the criteria that a superior decides; empty: the self score does. */
  readonly deciding: Scores;
};

const NOTHING_GIVEN: SuperiorSheet = { given: {}, deciding: {} };

/** Falling order of weight. */
const WEIGHT: readonly InspectionKind[] = ['inspection', 'supervision', 'attendance'];

/** The one that decides first. */
export function byWeight(a: Pick<StandingInspection, 'key'>, b: Pick<StandingInspection, 'key'>): number {
  const [x, y] = [inspectionKeyParts(a.key), inspectionKeyParts(b.key)];
  if (x.inspectedOn !== y.inspectedOn) return x.inspectedOn > y.inspectedOn ? -1 : 1;
  const weight = WEIGHT.indexOf(x.kind) - WEIGHT.indexOf(y.kind);
  return weight !== 0 ? weight : x.by < y.by ? -1 : 1;
}

/**
 * @param inspections those of the month that hold, in any order
 * @param meeting the record's key and what it says
 * @param review what answers this revision of the record
 */
export function superiorSheet(
  inspections: readonly StandingInspection[],
  meeting: { readonly key: string; readonly record: MeetingRecord },
  review: Review | null,
): SuperiorSheet {
  const ofMeeting = inspections.filter(({ record }) => record.meeting === meeting.key).toSorted(byWeight);
  const deciding = ofMeeting.find(({ record }) => record.conclusion !== 'noted');
  if (deciding !== undefined) return sheetOfInspection(deciding.record, meeting.record.selfScore ?? {});
  const reviewed = scoresOf(review);
  if (reviewed !== null) return { given: reviewed, deciding: reviewed };
  const noted = ofMeeting.map(({ record }) => scoresOf(record)).find((scores) => scores !== null);
  return noted === undefined ? NOTHING_GIVEN : { given: noted, deciding: {} };
}

/** Who confirms without a sheet of its own has the cell's. */
function sheetOfInspection(inspection: Inspection, self: Scores): SuperiorSheet {
  const scores = scoresOf(inspection);
  return inspection.conclusion === 'confirmed'
    ? { given: scores ?? self, deciding: {} }
    : { given: scores ?? {}, deciding: scores ?? {} };
}

/**
 * What a sheet says of the criteria of a set. One that was filled in before another set came into force may score
 * criteria that are no longer asked for: their points count in no sum.
 */
export const ofSet = (scores: Scores | null, { criteria }: Pick<CriteriaSet, 'criteria'>): Scores =>
  Object.fromEntries(
    criteria.flatMap(({ id }) => {
      const points = scores?.[id];
      return points === undefined ? [] : [[id, points]];
    }),
  );

const scoresOf = (of: Pick<Inspection | Review, 'scores'> | null): Scores | null =>
  of?.scores && Object.keys(of.scores).length > 0 ? of.scores : null;
