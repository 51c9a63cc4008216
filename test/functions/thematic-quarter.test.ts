/** A programme asks for a thematic meeting each quarter: from its publication to the scorecards, the target and the export. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { createHandler as createProgrammes } from '../../functions/keep-programmes/handler.ts';
import { parseManifest } from '../../functions/publish-export/handler.ts';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { createHandler as createRecorder } from '../../functions/record-meeting/handler.ts';
import { sentence } from '../../infra/verify-export/sentence.ts';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { fileOf, publish } from '../exports/published-files.ts';
import { apiWorld, call, PROVINCE } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { meetingRecord } from '../support/records.ts';

const MONTHS = ['2026-10', '2026-11', '2026-12'] as const;
const PROGRAMME = {
  organization: PROVINCE,
  title: { vi: 'Đề án 11', en: 'Scheme 11' },
  basis: ['Đề án 11-ĐA/TU'],
  from: '2026-10',
  thematic: true,
  participants: [{ organization: 'huyen-b', from: '2026-10' }],
  targets: [
    {
      ...{ id: 'thematic', kind: 'share', title: { vi: 'Chuyên đề mỗi quý', en: 'One each quarter' } },
      ...{ of: ['thematicMet'], outOf: ['thematicExpected'], atLeast: 100 },
    },
  ],
};

it('is owed in the quarter’s last month, met whenever it was held, and exported with its points', async () => {
  const world = await apiWorld();
  const now = '2026-12-28T02:00:00.000Z';
  const set = { id: 'nghe-an-08', revision: 1 };
  await world.registry.putCriteriaAdoption(
    {
      ...{ organization: PROVINCE, from: '2026-10', criteriaSet: set, revision: 1 },
      ...{ adoptedAt: world.now(), adoptedBy: 'r' },
    },
    aNote(),
  );
  const ruleMaker = await world.grant('rule-maker', PROVINCE);
  const published = await call(createProgrammes(world), 'PUT', '/programmes/da-11/revisions/1', {
    subject: ruleMaker,
    body: PROGRAMME,
  });
  expect(published.status, JSON.stringify(published.body)).toBe(201);
  for (const month of MONTHS) await world.open(month);
  for (const month of MONTHS)
    await planSubtree({ ...world.planning, registry: world.registry }, PROVINCE, month);
  world.set(now);

  const client = await world.grant('client', PROVINCE);
  const write = createRecorder(world);
  const send = (organization: string, day: string, theme: string | null) =>
    call(
      write,
      'PUT',
      `/organizations/${organization}/periods/${day.slice(0, 7)}/meetings/${theme === null ? 'regular' : `thematic-${day}`}`,
      {
        subject: client,
        body: {
          ...recordToWire(meetingRecord({ heldOn: day, theme })),
          ...(theme === null ? {} : { selfScore: { principles: 15 } }),
        },
      },
    );
  expect((await send('cb-1', '2026-11-20', 'Bảo vệ rừng')).status).toBe(201);
  // A theme within the regular meeting counts once, as regular; an obligation beside the programme is none.
  expect((await send('cs-d', '2026-12-10', null)).status).toBe(201);
  expect((await send('cs-f', '2026-10-20', 'Đường thôn')).status).toBe(201);
  await world.fold(...MONTHS);

  const officer = await world.grant('officer', PROVINCE);
  const read = (url: string) => call(createScorecards(world), 'GET', url, { subject: officer });
  const owedAndMet = async (organization: string, period: string) => {
    const { body } = await read(`/organizations/${organization}/scorecards/${period}`);
    return [body.measures.thematicExpected, body.measures.thematicMet, body.measures.thematic];
  };
  expect(await owedAndMet('cb-1', '2026-10')).toEqual([0, 0, 0]);
  expect(await owedAndMet('cb-1', '2026-11')).toEqual([0, 0, 1]);
  expect(await owedAndMet('cb-1', '2026-12')).toEqual([1, 1, 0]);
  expect(await owedAndMet('cb-2', '2026-12')).toEqual([1, 0, 0]);
  expect(await owedAndMet('cs-d', '2026-12')).toEqual([1, 0, 0]);
  expect(await owedAndMet('cs-f', '2026-Q4')).toEqual([0, 0, 1]);
  for (const period of ['2026-Q4', '2026']) expect(await owedAndMet(PROVINCE, period)).toEqual([3, 1, 2]);
  const { body: progress } = await read('/organizations/huyen-b/programmes/da-11/progress?period=2026-Q4');
  expect(progress.targets).toMatchObject([{ numerator: 1, denominator: 3, met: false }]);

  const exporting = {
    ...world,
    ...{ objects: memoryObjectStore(), formats: exportFormats, decodeCompared, parseManifest },
    ...{ root: PROVINCE, newExportId },
  };
  const state = await publish(exporting, '2026-Q4', PROVINCE);
  const folder = await mkdtemp(join(tmpdir(), 'thematic-'));
  try {
    for (const name of [...state.manifest.files.map((file) => file.name), 'manifest.json'])
      await writeFile(join(folder, name), await fileOf(exporting, state, name));
    expect(sentence(await verifyExport(folder), 'en')).toMatch(/^HOLDS/);
    const { tables } = JSON.parse(await readFile(join(folder, 'columns.json'), 'utf8'));
    const names: string[] = tables.meetings.map(({ name }: { name: string }) => name);
    const [, ...lines]: string[][] = parse(await readFile(join(folder, 'meetings.csv')));
    const rows = lines.map((line) => Object.fromEntries(names.map((name, i) => [name, line[i]])));
    const thematic = rows.find(({ key }) => key === 'thematic-2026-11-20');
    const scored = Object.entries(thematic ?? {}).filter(([name]) => name.startsWith('scored_nghe_an_08_'));
    expect(thematic).toMatchObject({ scored_nghe_an_08_theme: '2000', scored_nghe_an_08_principles: '1500' });
    expect(thematic?.grade).toBe('tot');
    expect(Number(thematic?.points)).toBe(scored.reduce((sum, [, points]) => sum + Number(points), 0));
  } finally {
    await rm(folder, { recursive: true });
  }
});
