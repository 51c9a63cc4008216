/** The demo's data by themselves: what the contract asks of them, and that they are the same on every machine. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { dataSet } from '../../infra/demo/data-set.ts';
import { isCell } from '../../infra/demo/organization.ts';
import { MONTH, SEED_IDS, TODAY } from '../../infra/demo/seed.ts';
import { putFactsBody } from '../../shared/contracts/annual-facts.ts';
import { dutyBody, dutyReportBody } from '../../shared/contracts/duty.ts';
import { inspectionKey, putInspectionBody, putRemedyBody } from '../../shared/contracts/inspection.ts';
import { organizationBody } from '../../shared/contracts/roster.ts';
import { submissionItem } from '../../shared/contracts/submissions.ts';
import { addDays } from '../../shared/domain/period.ts';

describe.each(SEED_IDS)('%s', (id) => {
  const data = dataSet([id]);

  test('is what the contract takes, parents before children, nobody twice', () => {
    const known = new Set<string>();
    for (const { organization, body } of data.tree) {
      expect(organizationBody.safeParse(body).error).toBeUndefined();
      expect(known.has(organization)).toBe(false);
      expect(body.parent === null || known.has(body.parent)).toBe(true);
      known.add(organization);
    }
    for (const meeting of data.meetings) expect(submissionItem.safeParse(meeting).error).toBeUndefined();
    for (const { key, body } of data.inspections) {
      expect(inspectionKey.safeParse(key).error).toBeUndefined();
      expect(putInspectionBody.safeParse(body).error).toBeUndefined();
    }
    for (const { body } of data.facts) expect(putFactsBody.safeParse(body).error).toBeUndefined();
    for (const { duties = {}, remedies = [] } of data.seeds) {
      for (const { body, reports } of Object.values(duties)) {
        expect(dutyBody.safeParse(body).error).toBeUndefined();
        for (const report of Object.values(reports))
          expect(dutyReportBody.safeParse(report).error).toBeUndefined();
      }
      for (const { body } of remedies) expect(putRemedyBody.safeParse(body).error).toBeUndefined();
    }
    const about = [...data.meetings, ...data.inspections, ...data.facts];
    expect(about.filter(({ organization }) => !known.has(organization))).toEqual([]);
  });

  test('every cell reports the last month’s regular meeting at most once, none after the demo’s today', () => {
    const names = data.meetings.map(({ organization, period, key }) => `${organization} ${period} ${key}`);
    expect(new Set(names).size).toBe(names.length);
    const cells = new Set(data.tree.filter(isCell).map(({ organization }) => organization));
    expect(data.meetings.filter(({ organization }) => !cells.has(organization))).toEqual([]);
    const latest =
      data.meetings
        .map(({ record }) => record.heldOn)
        .toSorted()
        .at(-1) ?? '';
    expect(latest < addDays(TODAY, 1)).toBe(true);
    expect(data.months.at(-1)).toBe(MONTH);
  });
});

test('the same data every time', () => {
  const hash = () =>
    createHash('sha256')
      .update(JSON.stringify(dataSet(SEED_IDS)))
      .digest('hex');
  expect(hash()).toBe(hash());
});
