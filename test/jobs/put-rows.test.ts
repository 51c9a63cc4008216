import { describe, expect, it } from 'vitest';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import {
  foldUntilSettled,
  NewerCodeError,
  putRows,
  putWhatDiffers,
  UnsettledFoldError,
} from '../../shared/jobs/put-rows.ts';
import type { PutOutcome } from '../../shared/ports/scorecard-store.ts';

/** A tombstone will do: nothing here looks into a row. */
const row = (organization: string, watermark: number, foldVersion = 1): ScoreRow => ({
  parent: 'p',
  month: '2026-10',
  organization,
  watermark,
  foldVersion,
  asOf: '2026-10-13T00:00:00.000Z',
  tombstone: true,
});

/** A store that answers as told and notes who was put. */
function answering(...answers: PutOutcome[]) {
  const put: string[] = [];
  return {
    put,
    putRow: async ({ organization }: ScoreRow): Promise<PutOutcome> => {
      put.push(organization);
      return answers.shift() ?? 'stored';
    },
  };
}

describe('putting the rows of a fold', () => {
  it('is done for one row only: all others are still put', async () => {
    const store = answering('done', 'stored', 'done');
    const rows = [row('a', 1), row('b', 1), row('c', 1)];
    expect(await putRows(store, rows)).toEqual({ stored: 1, contradicted: 0, again: false });
    expect(store.put).toEqual(['a', 'b', 'c']);
  });

  it('folds again while older code is in the way', async () => {
    const store = answering('again', 'stored', 'stored', 'done');
    let folds = 0;
    const fold = async () => {
      folds += 1;
      return [row('a', folds), row('b', folds)];
    };
    expect(await foldUntilSettled(store, fold)).toEqual({ rows: 2, stored: 2, contradicted: 0 });
    expect(folds).toBe(2);
  });

  it('leaves what newer code has stored to newer code', async () => {
    await expect(foldUntilSettled(answering('newer-code'), async () => [row('a', 9)])).rejects.toThrow(
      NewerCodeError,
    );
  });

  it('gives up where older code is in the way for ever', async () => {
    const store = { putRow: async (): Promise<PutOutcome> => 'again' };
    await expect(foldUntilSettled(store, async () => [row('a', 9)])).rejects.toThrow(UnsettledFoldError);
  });
});

describe('putting what differs', () => {
  it('puts only what is missing or behind, and counts what contradicts', async () => {
    const store = memoryScorecardStore();
    for (const stored of [row('behind', 4), row('same', 5), row('ahead', 6), { ...row('odd', 5), asOf: '' }])
      await store.putRow(stored);
    const rows = ['behind', 'same', 'ahead', 'odd', 'missing'].map((id) => row(id, 5));
    const counting = answering();
    const outcome = await putWhatDiffers({ ...counting, rows: store.rows })(store, rows);
    expect(outcome).toEqual({ stored: 2, contradicted: 1, again: false });
    expect(counting.put).toEqual(['behind', 'missing']);
  });

  it('leaves the judgement on other code to the put', async () => {
    const store = memoryScorecardStore();
    await store.putRow(row('a', 5, 2));
    await expect(putWhatDiffers(store)(store, [row('a', 9, 1)])).rejects.toThrow(NewerCodeError);
    await store.putRow(row('b', 9, 1));
    expect(await putWhatDiffers(store)(store, [row('b', 5, 2)])).toMatchObject({ again: true });
  });
});
