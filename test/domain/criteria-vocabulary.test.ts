/** The document that rule-makers read names the whole vocabulary, and its example is a set that may be published. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { criteriaSetContent } from '../../shared/contracts/criteria-set.ts';
import { CHECKS, COUNTS, type Rule, SHARES } from '../../shared/domain/criteria.ts';
import { criteriaProblems } from '../../shared/domain/criteria-validation.ts';
import { scoreMeeting } from '../../shared/domain/scoring.ts';
import { meetingRecord, planRow } from '../support/records.ts';

const DOCUMENT = readFileSync(new URL('../../docs/criteria-sets.md', import.meta.url), 'utf8');

/** Every kind of rule; a new one fails to compile until it stands here. */
const RULES: Readonly<Record<Rule['type'], true>> = {
  'share-bands': true,
  'count-bands': true,
  'share-linear': true,
  checklist: true,
  all: true,
  deduction: true,
  self: true,
};

const example = () => {
  const json = /```json\n(.*?)```/s.exec(DOCUMENT)?.[1] ?? '';
  return { id: 'example', revision: 1, ...criteriaSetContent.parse(JSON.parse(json)) };
};

describe('docs/criteria-sets.md', () => {
  test.each([...SHARES, ...COUNTS, ...CHECKS, ...Object.keys(RULES)])('names %s', (word) => {
    expect(DOCUMENT).toContain(`\`${word}\``);
  });

  test('shows a set that may be published, and scores by it as it says', () => {
    const set = example();
    expect(criteriaProblems(set)).toEqual([]);
    const scored = (present: number) => {
      const members = { present, absentExcused: 21 - present };
      return scoreMeeting(set, meetingRecord({ members }), planRow());
    };
    expect(scored(19)).toMatchObject({ points: 10_000, grade: 'tot' });
    expect(scored(18)).toMatchObject({ points: 7_000, grade: 'kha' });
  });
});
