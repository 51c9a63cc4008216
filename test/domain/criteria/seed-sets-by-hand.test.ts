/** Golden cases of the seed programmes' criteria sets, worked by hand from what each set says. */
import { describe, expect, it } from 'vitest';
import { scoreMeeting } from '../../../shared/domain/criteria/scoring.ts';
import type { Scores } from '../../../shared/domain/criteria/superior-sheet.ts';
import { correctedTo, meetingRecord, planRow } from '../../support/records.ts';
import { presetSet } from './preset-sets.ts';

type Parts = Parameters<typeof meetingRecord>[0];

const plan = planRow();

/** 19 of 21 present (90.5 %), 9 of them speak, 12 opinions, 2 proposals, 190 minutes, 5 of 5 tasks with a deadline. */
const score = (id: string, parts: Parts = {}, superior: Scores = {}) =>
  scoreMeeting(presetSet(id), meetingRecord(parts), plan, correctedTo(superior));
const notMet = (id: string, parts: Parts) =>
  score(id, parts)
    .criteria.filter(({ points }) => points !== 100)
    .map((criterion) => criterion.id);

const EIGHTEEN_OF_TWENTY_TWO = {
  total: 22,
  exempt: 0,
  temporaryOut: 0,
  present: 18,
  absentExcused: 4,
  absentUnexcused: 0,
};

describe('tua-chua', () => {
  const self = { democracy: 100, mood: 100 };
  it('is met with nothing missing, the last two by the self score', () => {
    expect(score('tua-chua', { selfScore: self })).toMatchObject({ points: 600, grade: 'dat' });
  });
  it('misses proposals where nobody made one', () => {
    expect(notMet('tua-chua', { selfScore: self, discussion: { proposals: 0 } })).toEqual(['proposals']);
  });
  it('follows the superior where one attended', () => {
    expect(score('tua-chua', { selfScore: self }, { mood: 0 })).toMatchObject({
      points: 500,
      grade: 'khong-dat',
    });
  });
});

describe('sa-pa-47', () => {
  const selfScore = { leading: 100, educating: 100, fighting: 100 };
  it('is met by 190 minutes, 90.5 % and 12 opinions', () => {
    expect(score('sa-pa-47', { selfScore })).toMatchObject({ points: 800, grade: 'dat' });
  });
  it.each<[string, Parts, string]>([
    ['179 minutes', { startedAt: '19:30', endedAt: '22:29' }, 'duration'],
    ['2 opinions', { discussion: { speakers: 2, opinions: 2 } }, 'opinions'],
    ['18 of 22 = 81.8 %', { members: EIGHTEEN_OF_TWENTY_TWO, resolution: { votesFor: 18 } }, 'attendance'],
  ])('%s misses one criterion', (_, parts, criterion) => {
    expect(notMet('sa-pa-47', { selfScore, ...parts })).toEqual([criterion]);
  });
});

describe('van-quan', () => {
  it('is met by 90.5 % present, 9 of 19 speaking (47.4 %), every task with a deadline', () => {
    expect(score('van-quan')).toMatchObject({ points: 800, grade: 'dat' });
  });
  it('7 of 19 are 36.8 %, below 40 %', () => {
    expect(notMet('van-quan', { discussion: { speakers: 7 } })).toEqual(['speakers']);
  });
  it('4 of 5 tasks with a deadline are not all', () => {
    expect(notMet('van-quan', { resolution: { tasksWithDeadline: 4 } })).toEqual(['deadlines']);
  });
});

describe('hoai-duc-11', () => {
  it('is met with nothing missing: 6 of 6', () => {
    expect(score('hoai-duc-11')).toMatchObject({ points: 600, grade: 'dat' });
  });
  it('18 of 20 are 90 %, not above it', () => {
    const members = { ...EIGHTEEN_OF_TWENTY_TWO, total: 20, absentExcused: 2 };
    expect(notMet('hoai-duc-11', { members })).toEqual(['attendance']);
  });
});

describe('lam-dong-bloc', () => {
  const full = Object.fromEntries(presetSet('lam-dong-bloc').criteria.map(({ id, max }) => [id, max]));
  it('has no points before anybody scored it', () => {
    expect(score('lam-dong-bloc')).toMatchObject({ points: null, grade: null });
  });
  it('is Tốt by its own full score, and Khá where the bloc committee takes 15 and 10 points away', () => {
    expect(score('lam-dong-bloc', { selfScore: full })).toMatchObject({ points: 10_000, grade: 'tot' });
    // 100 − 15 − 10 = 75
    expect(
      score('lam-dong-bloc', { selfScore: full }, { 'leading-role': 0, 'no-formalism': 0 }),
    ).toMatchObject({ points: 7500, grade: 'kha' });
  });
});
