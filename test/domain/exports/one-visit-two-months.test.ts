/** An export of two months that one visit looked at, under one key: each finding has its own remedy or none. */
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../../shared/domain/events/event.ts';
import { marksOf, reasonsOfMarks } from '../../../shared/domain/exports/event-marks.ts';
import { exportedEvents } from '../../../shared/domain/exports/exported-events.ts';
import { finding, inspectionRevision, remedyRevision } from '../../support/inspections.ts';
import { cellRow } from '../../support/score-rows.ts';
import { presetSet } from '../criteria/preset-sets.ts';

const MONTHS = ['2026-10', '2026-11'];
const KEY = '2026-11-03-inspection-huyen';

const found = MONTHS.map((month) => inspectionRevision({ findings: [finding()] }, { month, key: KEY }));
/** Both count in November. */
const remedyOf = (month: string) => remedyRevision({}, { month: '2026-11', key: `${month}/${KEY}/1` });
const { profile, basis } = cellRow();
const exported = (remedies: readonly StoredEvent[]) =>
  exportedEvents(
    'to-1',
    MONTHS.map((month) => ({
      month,
      profile,
      basis,
      criteriaSet: presetSet('binh-thuan'),
      events: [...found, ...remedies].filter((event) => event.month === month),
    })),
  );

describe('of two findings of one visit, one in each month', () => {
  it.each(MONTHS)('that of %s alone shows its remedy', (month) => {
    const shown = exported([remedyOf(month)]).findings.map((row) => [row.month, row.remedy?.month ?? null]);
    expect(shown).toEqual(MONTHS.map((of) => [of, of === month ? '2026-11' : null]));
  });

  it('one that is open again is told to who compares, though the other was put right alike', () => {
    const marks = (...months: string[]) => marksOf(exported(months.map(remedyOf)));
    for (const left of MONTHS) {
      expect(reasonsOfMarks(marks(...MONTHS), marks(left)), left).toEqual(['remedy']);
      expect(reasonsOfMarks(marks(left), marks(...MONTHS)), left).toEqual(['remedy']);
    }
  });
});
