/** The document that rule-makers read names the whole vocabulary, and its example is a set that may be published. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { criteriaSetContent } from '../../../shared/contracts/criteria-set.ts';
import {
  ANNUAL_GRADES,
  type AnnualCondition,
  type Condition,
  type CriteriaSet,
  type Criterion,
  type Gate,
  type Rule,
} from '../../../shared/domain/criteria/criteria.ts';
import { criteriaProblems } from '../../../shared/domain/criteria/criteria-validation.ts';
import { scoreMeeting } from '../../../shared/domain/criteria/scoring.ts';
import { CHECKS, COUNTS, SHARES } from '../../../shared/domain/events/meeting-facts.ts';
import { meetingRecord, planRow } from '../../support/records.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/criteria-sets.md', import.meta.url), 'utf8');

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

type Every<Word extends string> = Readonly<Record<Word, true>>;
/** Every key of every member of a union. */
type KeysOf<T> = T extends unknown ? Extract<keyof T, string> : never;
type EmptyOf<T> = T extends { readonly whenEmpty: infer Value extends string } ? Value : never;

const SET_FIELDS: Every<KeysOf<Omit<CriteriaSet, 'id' | 'revision'>>> = {
  ...{ title: true, source: true, scale: true, total: true, groups: true, criteria: true },
  ...{ thresholds: true, gates: true, thematic: true, annual: true },
};
const CRITERION_FIELDS: Every<KeysOf<Criterion>> = {
  ...{ id: true, group: true, title: true, max: true, decidedBy: true, rule: true, whenUnknown: true },
};
const RULE_FIELDS: Every<KeysOf<Rule> | KeysOf<Condition> | KeysOf<Gate> | KeysOf<AnnualCondition>> = {
  ...{ type: true, share: true, count: true, check: true, bands: true, checks: true, conditions: true },
  ...{ per: true, whenEmpty: true, atLeast: true, above: true, atMost: true },
  ...{ grade: true, fullPointsIn: true, otherwise: true },
};
const VALUES: Every<
  | Criterion['decidedBy']
  | Criterion['whenUnknown']
  | NonNullable<CriteriaSet['scale']>
  | EmptyOf<Rule>
  | EmptyOf<Condition>
  | AnnualCondition['type']
  | Condition['type']
> = {
  ...{ facts: true, self: true, 'superior-else-self': true, ungraded: true, zero: true },
  ...{ points: true, met: true, full: true, unknown: true, holds: true, fails: true },
  ...{ every: true, count: true, share: true, check: true },
};
const WORDS = [
  ...[...SHARES, ...COUNTS, ...CHECKS, ...Object.keys(RULES), ...ANNUAL_GRADES, 'dat', 'khong-dat'],
  ...Object.keys({ ...SET_FIELDS, ...CRITERION_FIELDS, ...RULE_FIELDS, ...VALUES }),
];

/** A part of the document by the beginning of its heading. */
const section = (heading: string): string =>
  DOCUMENT.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
const named = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
/** What a table's rows begin with, its head left out. */
const firstColumn = (text: string): string[] =>
  [...text.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, word = '']) => word).filter((word) => word !== 'type');
const paragraph = (text: string, label: string): string =>
  text.split('\n\n').find((one) => one.startsWith(label)) ?? '';

const example = () => {
  const json = /```json\n(.*?)```/s.exec(DOCUMENT)?.[1] ?? '';
  return { id: 'example', revision: 1, ...criteriaSetContent.parse(JSON.parse(json)) };
};

describe('docs/criteria-sets.md', () => {
  test.each([...new Set(WORDS)])('names %s', (word) => {
    expect(named(DOCUMENT)).toContain(word);
  });

  test('has no measure, rule, field or value that there is not', () => {
    expect(firstColumn(section('Measures'))).toEqual([...SHARES]);
    expect(named(paragraph(section('Measures'), 'Counts'))).toEqual([...COUNTS]);
    expect(named(paragraph(section('Measures'), 'Checks'))).toEqual([...CHECKS]);
    expect(firstColumn(section('Rules'))).toEqual(Object.keys(RULES));
    expect(firstColumn(section('A sheet')).toSorted()).toEqual(
      Object.keys(SET_FIELDS)
        .filter((field) => !['title', 'source', 'thematic', 'annual'].includes(field))
        .toSorted(),
    );
    expect(firstColumn(section('A criterion'))).toEqual(Object.keys(CRITERION_FIELDS));
    const vocabulary = DOCUMENT.slice(
      DOCUMENT.indexOf('## A sheet'),
      DOCUMENT.indexOf('## A worked example'),
    );
    expect(named(vocabulary).filter((word) => !WORDS.includes(word))).toEqual([]);
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
