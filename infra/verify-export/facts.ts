/** Rows of the table `facts`, as far as they can be held against the rest of the export. */
import {
  ANNUAL_COUNTS,
  CLASSIFICATIONS,
  type Classification,
} from '../../shared/domain/events/annual-facts.ts';
import type { Known } from '../../shared/domain/events/meeting.ts';
import { Cells } from './cells.ts';
import type { Line } from './files.ts';

export type ReadFacts = {
  readonly organization: string;
  readonly month: string;
  readonly name: string;
  readonly year: string;
  readonly revision: number;
  readonly recordedAt: string;
  readonly classification: Known<Classification>;
};

/**
 * No figure of a scorecard rests on what they say; it must be what such a column can hold.
 * @throws UnreadableExportError
 */
export function factsOf(line: Line): ReadFacts {
  const cells = new Cells(line);
  for (const count of ANNUAL_COUNTS) cells.integerOrNull(count);
  return {
    organization: cells.some('organization'),
    month: cells.some('period'),
    name: cells.text('name'),
    year: cells.some('year'),
    revision: cells.integer('revision'),
    recordedAt: cells.some('recordedAt'),
    classification: cells.oneOrNone('classification', CLASSIFICATIONS),
  };
}
