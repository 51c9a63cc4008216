/** A year's classification over all groups of an export, as its summaries tell it. */
import { CLASSIFICATIONS, type Classification } from '../../domain/events/annual-facts.ts';
import type { ClassificationEntry } from '../../domain/exports/export-tables.ts';
import { isGrassroots, KINDS, type Kind } from '../../domain/roster/organization.ts';
import {
  addTallies,
  type Distribution,
  distributionOf,
  NO_TALLY,
  type Tally,
} from '../../domain/scorecards/classification.ts';
import { CLASSIFICATION_WORDS } from './words.ts';

export type ClassificationTotals = {
  readonly all: Distribution;
  /** Base committees and base cells. */
  readonly grassroots: Distribution;
  /** Of each kind that is there, in the order of the tree. */
  readonly kinds: readonly (readonly [Kind, Distribution])[];
};

const tallyOfGroup = ({ total, levels }: ClassificationEntry): Tally => ({
  total,
  counts: CLASSIFICATIONS.map((one) => levels.find((level) => level.classification === one)?.count ?? 0),
});

const sumOf = (groups: readonly ClassificationEntry[]): Distribution =>
  distributionOf(groups.map(tallyOfGroup).reduce(addTallies, NO_TALLY));

export const totalsOfGroups = (groups: readonly ClassificationEntry[]): ClassificationTotals => ({
  all: sumOf(groups),
  grassroots: sumOf(groups.filter(({ kind }) => isGrassroots(kind))),
  kinds: KINDS.flatMap((kind) => {
    const alike = groups.filter((group) => group.kind === kind);
    return alike.length === 0 ? [] : [[kind, sumOf(alike)] as const];
  }),
});

export const classificationWord = (classification: Classification): string =>
  CLASSIFICATION_WORDS.find(({ code }) => code === classification)?.vi ?? classification;
