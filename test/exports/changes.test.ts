/** What an export says of how it differs from the one before, and how that is read page by page. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesPage } from '../../functions/request-export/changes-page.ts';
import { toArray } from '../../shared/domain/criteria/measures.ts';
import {
  type ComparedOrganization,
  changesBetween,
  type ExportChange,
} from '../../shared/domain/exports/export-changes.ts';
import { exportObjectKey } from '../../shared/domain/exports/export-names.ts';
import { DamagedExportError } from '../../shared/jobs/earlier-exports.ts';
import { encodeCursor } from '../../shared/runtime/cursor.ts';
import { inspectionRevision, remedyRevision, reviewRevision } from '../support/inspections.ts';
import { meetingRevision, withdrawal } from '../support/records.ts';
import { life, replan } from './eventful-province.ts';
import { inspect } from './inspected-province.ts';
import { fileOf, type Published, publish, readTable } from './published-files.ts';
import { MEMBERS, type SmallProvince, smallProvince } from './small-province.ts';

async function linesOf(world: SmallProvince, state: Published): Promise<ExportChange[]> {
  const text = new TextDecoder().decode(await fileOf(world, state, 'changes.ndjson'));
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

const told = (changes: readonly ExportChange[]) =>
  Object.fromEntries(changes.map(({ organization, reasons }) => [organization, reasons.join(' ')]));

describe('an export', () => {
  it('without one before it tells no change', async () => {
    const world = await smallProvince();
    const state = await publish(world);
    expect(await linesOf(world, state)).toEqual([]);
    expect(state.manifest.previous).toBeNull();
  });

  it('of data that did not move tells no change', async () => {
    const world = await smallProvince();
    const first = await publish(world);
    const second = await publish(world);
    expect(second.manifest.previous).toBe(first.exportId);
    expect(await linesOf(world, second)).toEqual([]);
  });

  it('tells organization by organization what became of it, and why', async () => {
    const world = await smallProvince();
    await publish(world);
    await life(world);
    const state = await publish(world);
    const changes = await linesOf(world, state);
    expect(told(changes)).toEqual({
      tinh: 'parts',
      huyen: 'parts',
      'co-quan': 'criteria',
      'xa-1': 'parts',
      'bo-phan': 'parts',
      'to-1': 'amendment',
      'to-2': 'withdrawal',
      'to-3': 'move',
      'xa-2': 'parts',
      'to-4': 'late-record',
    });
    expect(changes.find(({ organization }) => organization === 'to-3')).toMatchObject({
      before: { parent: 'bo-phan' },
      after: { parent: 'xa-1' },
    });
    const top = changes.find(({ organization }) => organization === 'tinh');
    expect(top?.after?.watermark).toBe(state.manifest.watermark);
    const rows = await readTable(world, state, 'changes');
    expect(rows.map(({ organization, reason }) => [organization, reason])).toEqual(
      changes.flatMap(({ organization, reasons }) => reasons.map((reason) => [organization, reason])),
    );
  });

  it('tells of no points and no grade over several sheets, but of the percent', async () => {
    const world = await smallProvince();
    const first = await publish(world);
    await replan(world, 'to-1', { criteriaSet: { id: 'hoai-duc-11', revision: 1 } });
    await world.fold(['2026-10']);
    const second = await publish(world);
    const [before, after] = await Promise.all(
      [first, second].map(async (state) => {
        const rows = await readTable(world, state, 'scorecards');
        return new Map(rows.map((row) => [row.organization, row]));
      }),
    );
    const shown = (value: unknown) => (value === null ? '' : String(value));
    const sides = (await linesOf(world, second)).flatMap((one) =>
      [one.before, one.after].map((side, i) => ({ side, row: [before, after][i]?.get(one.organization) })),
    );
    for (const { side, row } of sides) {
      const isMixed = row?.mixedSheets === 'true';
      expect([side?.points, side?.grade].map(shown)).toEqual(isMixed ? ['', ''] : [row?.points, row?.grade]);
      expect([side?.percentOfFull, side?.mixedSheets].map(shown)).toEqual([
        row?.percentOfFull,
        row?.mixedSheets,
      ]);
    }
    expect(new Set(sides.map(({ row }) => row?.mixedSheets))).toEqual(new Set(['true', 'false']));
    const table = await readTable(world, second, 'changes');
    expect(table.find(({ organization }) => organization === 'tinh')).toMatchObject({
      ...{ pointsAfter: '', gradeAfter: '', mixedSheetsAfter: 'true' },
      percentOfFullAfter: after?.get('tinh')?.percentOfFull,
    });
  });

  it('tells of inspections, remedies, answers and facts, of committees too', async () => {
    const world = await smallProvince();
    await publish(world);
    await inspect(world);
    const changes = await linesOf(world, await publish(world));
    expect(told(changes)).toEqual({
      tinh: 'parts',
      huyen: 'facts parts',
      // Its own finding is overdue, and one of its cells was inspected.
      'xa-1': 'inspection due-passed parts',
      'to-1': 'inspection remedy facts duty',
      'to-2': 'review inspection',
    });
  });

  it('tells what became of them: amended, withdrawn, remedied otherwise', async () => {
    const world = await smallProvince();
    await inspect(world);
    await publish(world);
    const at = (hour: number) => `2026-10-28T0${hour}:00:00.000Z`;
    await world.events.append(
      inspectionRevision(null, {
        organization: 'xa-1',
        month: '2026-10',
        key: '2026-10-16-supervision-tinh',
        revision: 2,
        recordedAt: at(1),
      }),
    );
    await world.events.append(
      remedyRevision(
        { remediedOn: '2026-10-21' },
        { month: '2026-10', key: '2026-10/2026-10-12-inspection-ban/1', revision: 2, recordedAt: at(2) },
      ),
    );
    await world.events.append(
      reviewRevision(
        { by: 'xa-1', decision: 'accepted', reason: null, dueOn: null },
        { month: '2026-10', organization: 'to-2', key: 'regular/2', revision: 2, recordedAt: at(3) },
      ),
    );
    await world.fold();
    expect(told(await linesOf(world, await publish(world)))).toEqual({
      tinh: 'parts',
      huyen: 'parts',
      'xa-1': 'inspection parts',
      'to-1': 'remedy',
      'to-2': 'review',
    });
  });

  const at = '2026-10-26T02:00:00.000Z';
  it.each<[string, (world: SmallProvince) => Promise<unknown>, string]>([
    [
      'amended',
      ({ events }) => events.append(meetingRevision({ revision: 2, recordedAt: at, reason: 'sửa' })),
      'amendment',
    ],
    ['withdrawn', ({ events }) => events.append(withdrawal({ revision: 2, recordedAt: at })), 'withdrawal'],
    [
      'of a cell that is closed',
      (world) => replan(world, 'to-1', { exists: false, expected: false }),
      'roster',
    ],
  ])('tells no review of an answer that lapsed with the record, %s', async (_, lapse, reasons) => {
    const world = await smallProvince();
    const scores = { attendance: 1000 };
    await world.events.append(reviewRevision({ scores }, { organization: 'to-1' }));
    await world.fold();
    await publish(world);
    await lapse(world);
    await world.fold();
    expect(told(await linesOf(world, await publish(world)))).toMatchObject({ 'to-1': reasons });
  });

  it('of a month that was closed since tells no parts of a committee that was inspected itself', async () => {
    const world = await smallProvince();
    await publish(world);
    await world.events.append(
      inspectionRevision(
        { meeting: null },
        { organization: 'xa-1', key: '2026-10-16-supervision-tinh', recordedAt: '2026-10-25T07:00:00.000Z' },
      ),
    );
    for (const { organization } of MEMBERS) await replan(world, organization, {});
    await world.fold();
    expect(told(await linesOf(world, await publish(world)))).toEqual({
      tinh: 'parts',
      huyen: 'parts',
      'xa-1': 'inspection',
    });
  });

  it('has a line for exactly the organizations whose row in the table differs', async () => {
    const world = await smallProvince();
    const before = await publish(world, '2026');
    await life(world);
    const after = await publish(world, '2026');
    const old = new Map((await readTable(world, before, 'scorecards')).map((row) => [row.organization, row]));
    const now = await readTable(world, after, 'scorecards');
    // A further criteria set brings columns of its own.
    const differing = now.flatMap(({ organization = '', ...cells }) =>
      Object.entries(cells).some(([name, cell]) => (old.get(organization)?.[name] ?? cell) !== cell)
        ? [organization]
        : [],
    );
    expect((await linesOf(world, after)).map(({ organization }) => organization)).toEqual(differing);
  });

  it('is compared with nothing that was tampered with', async () => {
    const world = await smallProvince();
    const first = await publish(world);
    const key = exportObjectKey(first, 'compared.ndjson.gz');
    const head = async (wanted: string) =>
      wanted === key ? { bytes: 2, sha256: '0'.repeat(64) } : world.objects.head(wanted);
    const damaged = { ...world, objects: { ...world.objects, head } };
    await expect(publish(damaged)).rejects.toThrow(DamagedExportError);
  });
});

const row = (parts: Partial<ComparedOrganization>): ComparedOrganization => ({
  organization: 'to-1',
  name: 'Chi bộ',
  kind: 'cell',
  unit: 'residential',
  path: ['tinh', 'to-1'],
  status: 'awaiting',
  points: null,
  grade: null,
  mixedSheets: false,
  watermark: 2,
  months: [['2026-10', 'binh-thuan/1', true, false, 0]],
  figures: toArray({ awaiting: 1 }),
  records: [],
  ...parts,
});

describe('the reason of a change', () => {
  const after = (parts: Partial<ComparedOrganization>) =>
    changesBetween([row({ kind: parts.kind ?? 'cell' })], [row({ watermark: 3, ...parts })])[0]?.reasons;

  it.each<[string, Partial<ComparedOrganization>, readonly string[]]>([
    ['a due date', { figures: toArray({ overdue: 1 }) }, ['due-passed']],
    [
      'an inspection',
      { figures: toArray({ awaiting: 1, inspections: 1, findings: 2, findingsOpen: 2 }) },
      ['inspection'],
    ],
    ['a remedy', { figures: toArray({ awaiting: 1, findingsOpen: 1 }) }, ['remedy']],
    ['a review', { figures: toArray({ awaiting: 1, reviewed: 1 }) }, ['review']],
    ['a duty', { figures: toArray({ awaiting: 1, dutiesExpected: 1 }) }, ['duty']],
    ['another name', { name: 'Chi bộ thôn 1' }, ['roster']],
    ['no duty to meet', { months: [['2026-10', 'binh-thuan/1', false, false, 0]] }, ['roster']],
    [
      'a further month',
      { months: [...row({}).months, ['2026-11', 'binh-thuan/2', true, false, 0]] },
      ['month-opened'],
    ],
    ['several at once', { records: [['2026-10', 'regular', 1, true]], name: 'x' }, ['roster', 'record']],
    ['an inspection', { records: [['2026-10', '2026-10-12-inspection-ban', 1, true]] }, ['inspection']],
    [
      'a remedy',
      { records: [['2026-10', '2026-10-12-inspection-ban/1/2026-10-20/ban', 1, true]] },
      ['remedy'],
    ],
    ['annual facts', { records: [['2026-10', '2026', 1, true]] }, ['facts']],
    [
      'a committee’s inspection',
      { kind: 'district', records: [['2026-10', '2026-10-12-inspection-ban', 1, true]] },
      ['inspection'],
    ],
    [
      'a committee’s due date',
      {
        ...{ kind: 'district', months: [['2026-10', 'binh-thuan/1', true, true, 0]] },
        figures: toArray({ overdue: 1 }),
      },
      ['due-passed'],
    ],
    [
      'a committee’s duty',
      { kind: 'district', months: [['2026-10', 'binh-thuan/1', true, false, 1]] },
      ['duty'],
    ],
    ['scores of an answer', { figures: toArray({ awaiting: 1, superiorPointsSum: 500 }) }, ['review']],
    ['what shows nowhere', { figures: toArray({ awaiting: 1, revisions: 1 }) }, ['other']],
    [
      'a committee’s, of which nothing below it tells',
      { kind: 'district', watermark: 4, figures: toArray({ awaiting: 1, revisions: 1 }) },
      ['other'],
    ],
  ])('is told: %s', (_, parts, reasons) => {
    expect(after(parts)).toEqual(reasons);
  });

  const two = [['2026-10', 'x/1', true, true, 0] as const, ['2026-11', 'x/1', true, true, 0] as const];
  const told = (month: string) => [month, 'regular', 1, true] as const;
  const whole = row({
    months: two,
    figures: toArray({ reported: 2 }),
    records: [told('2026-10'), told('2026-11')],
  });
  const part = row({
    months: two.slice(0, 1),
    figures: toArray({ reported: 1 }),
    records: [told('2026-10')],
  });
  const other = row({ organization: 'to-2', months: two });
  const between = (before: ComparedOrganization, now: ComparedOrganization, beside = [other]) =>
    changesBetween([before, ...beside], [now, ...beside]).map(({ organization, reasons }) => [
      organization,
      reasons,
    ]);

  it('is the roster where somebody stood elsewhere for a month, and nothing that was told in it', () => {
    expect(between(whole, part)).toEqual([['to-1', ['roster']]]);
    expect(between(part, whole)).toEqual([['to-1', ['roster']]]);
    const reviewed = { ...whole, figures: toArray({ reported: 2, reviewed: 1, inspections: 1 }) };
    for (const [one, next] of [
      [reviewed, part],
      [part, reviewed],
    ] as const)
      expect(between(one, next)).toEqual([['to-1', ['roster']]]);
    expect(between(part, whole, [])).toEqual([['to-1', ['month-opened', 'record']]]);
  });

  it('is told of who lost a month while the other rose by as much', () => {
    expect(whole.watermark).toBe(part.watermark);
    const amended = { ...part, records: [['2026-10', 'regular', 5, true] as const] };
    expect(between(whole, amended)).toEqual([['to-1', ['roster', 'amendment']]]);
  });

  it('is no due date that passed for who had nothing to do any more', () => {
    const done = (duePassed: boolean) =>
      row({ months: [['2026-10', 'x/1', true, duePassed, 0]], figures: toArray({ reported: 1 }) });
    expect(changesBetween([done(false)], [{ ...done(true), watermark: 3 }])).toEqual([]);
  });

  it('is a withdrawal alone where the due date had passed before', () => {
    const before = row({ figures: toArray({ reported: 1 }), records: [['2026-10', 'regular', 1, true]] });
    const now = row({ watermark: 3, figures: toArray({ overdue: 1, revisions: 1 }) });
    expect(changesBetween([before], [now])).toMatchObject([{ reasons: ['withdrawal'] }]);
  });

  it.each([['cell'], ['district']] as const)(
    'is not the closing: what differs in the watermark alone, a %s',
    (kind) => {
      expect(changesBetween([row({ kind })], [row({ kind, watermark: 4 })])).toEqual([]);
    },
  );

  const answered = (parts: Parameters<typeof toArray>[0], more: Partial<ComparedOrganization> = {}) =>
    row({
      figures: toArray({ reported: 1, ...parts }),
      records: [['2026-10', 'regular', 1, true]],
      ...more,
    });
  const amended = { records: [['2026-10', 'regular', 2, true] as const] };
  const closed = { months: [['2026-10', 'binh-thuan/1', false, false, 0] as const] };
  const scored = { reviewed: 1, superiorScored: 1, superiorPointsSum: 500 };
  it.each<[string, ComparedOrganization, ComparedOrganization, readonly string[]]>([
    ['amended', answered(scored), answered({}, amended), ['amendment']],
    ['returned and amended', answered({ reviewed: 1, returned: 1 }), answered({}, amended), ['amendment']],
    ['withdrawn', answered(scored), answered({}, { records: [] }), ['withdrawal']],
    ['of who is closed', answered({ reviewed: 1 }), answered({}, closed), ['roster']],
    ['with points, of who is closed', answered(scored), answered({}, closed), ['roster']],
    ['amended and answered', answered({}), answered(scored, amended), ['amendment', 'review']],
    [
      'returned, then accepted',
      answered({ reviewed: 1, returned: 1 }),
      answered({ reviewed: 1 }),
      ['review'],
    ],
    [
      'returned after another name',
      answered({ reviewed: 1 }),
      answered({ reviewed: 1, returned: 1 }, { name: 'x' }),
      ['roster', 'review'],
    ],
    [
      'with other points after another name',
      answered(scored),
      answered({ ...scored, superiorPointsSum: 600 }, { name: 'x' }),
      ['roster', 'review'],
    ],
    ['taken back', answered({ reviewed: 1 }), answered({}), ['review']],
  ])('is a review where an answer was given, not where it lapsed: %s', (_, before, now, reasons) => {
    expect(changesBetween([before], [now])[0]?.reasons).toEqual(reasons);
  });

  it('is that it came, or went', () => {
    expect(changesBetween([], [row({})])).toMatchObject([{ reasons: ['joined'], before: null }]);
    expect(changesBetween([row({})], [])).toMatchObject([{ reasons: ['left'], after: null }]);
  });
});

describe('a committee on the list', () => {
  const committee = (path: readonly string[], parts: Partial<ComparedOrganization> = {}) =>
    row({ organization: path.at(-1) ?? '', kind: 'district', path, watermark: 9, ...parts });
  const cell = (path: readonly string[], parts: Partial<ComparedOrganization> = {}) =>
    row({ organization: path.at(-1) ?? '', path, ...parts });
  const one = cell(['tinh', 'xa-1', 'to-1']);
  const two = cell(['tinh', 'xa-2', 'to-2']);
  const above = [committee(['tinh']), committee(['tinh', 'xa-1']), committee(['tinh', 'xa-2'])];
  const figures = toArray({ awaiting: 1, revisions: 1 });
  const named = { name: 'Chi bộ thôn 1' };
  const moved = { figures };
  const inspected: Partial<ComparedOrganization> = {
    figures,
    records: [['2026-10', '2026-10-12-inspection-ban', 1, true]],
  };
  /** The rows after, each with what is given of it by its id. */
  const become = (
    rows: readonly ComparedOrganization[],
    parts: Readonly<Record<string, Partial<ComparedOrganization>>>,
  ) => rows.map((each) => ({ ...each, ...parts[each.organization] }));
  const reasons = (before: readonly ComparedOrganization[], after: readonly ComparedOrganization[]) =>
    told(changesBetween(before, after));

  it('has no parts where it was inspected itself and the closing raised every watermark', () => {
    const before = [...above, one, two];
    const sealed = before.map((each) => ({ ...each, watermark: each.watermark + 4 }));
    expect(reasons(before, become(sealed, { tinh: moved, 'xa-1': inspected }))).toEqual({
      tinh: 'parts',
      'xa-1': 'inspection',
    });
  });

  it('has them where one below it is listed, however far, its own reasons beside', () => {
    const after = become([...above, one, two], { tinh: inspected, 'xa-1': moved, 'to-1': named });
    expect(reasons([...above, one, two], after)).toEqual({
      tinh: 'inspection parts',
      'xa-1': 'parts',
      'to-1': 'roster',
    });
  });

  it('has them where its watermark is as before', () => {
    const after = become([...above, one, two], {
      tinh: inspected,
      'xa-1': inspected,
      'to-1': named,
    });
    expect(reasons([...above, one, two], after)).toMatchObject({
      tinh: 'inspection parts',
      'xa-1': 'inspection parts',
    });
  });

  it('has them where one below it joined, left, or moved from it or to it', () => {
    const own = { tinh: inspected, 'xa-1': inspected, 'xa-2': inspected };
    const [none, both] = [
      [...above, two],
      [...above, one, two],
    ];
    const withParts = { tinh: 'inspection parts', 'xa-1': 'inspection parts', 'xa-2': 'inspection' };
    expect(reasons(none, become(both, own))).toEqual({ ...withParts, 'to-1': 'joined' });
    expect(reasons(both, become(none, own))).toEqual({ ...withParts, 'to-1': 'left' });
    const there = become(both, { ...own, 'to-1': { path: ['tinh', 'xa-2', 'to-1'] } });
    expect(reasons(both, there)).toEqual({ ...withParts, 'xa-2': 'inspection parts', 'to-1': 'move' });
  });

  it('has none where it came or went with all below it: that says all', () => {
    const [top, ...others] = above;
    if (top === undefined) throw new Error('there is a top');
    const all = { 'xa-1': 'joined', 'xa-2': 'joined', 'to-1': 'joined', 'to-2': 'joined' };
    expect(reasons([top], [...above, one, two])).toEqual(all);
    expect(reasons([top, ...others, one, two], [top])).toEqual({
      ...{ 'xa-1': 'left', 'xa-2': 'left', 'to-1': 'left', 'to-2': 'left' },
    });
  });

  it('has another reason where neither it nor anybody below it tells one', () => {
    expect(reasons([...above, one], become([...above, one], { 'xa-1': moved }))).toEqual({ 'xa-1': 'other' });
  });

  it('is not there for its parts alone, where its row says the same', () => {
    expect(reasons([...above, one], become([...above, one], { 'to-1': named }))).toEqual({
      'to-1': 'roster',
    });
  });

  it('has them if and only if one that stands or stood below it is listed, whatever became of whom', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const place = fc.record({ under: fc.nat({ max: 6 }), there: fc.boolean(), revisions: fc.nat(2) });
    const tree = fc.tuple(...ids.map(() => place), place);
    const rowsOf = (places: readonly { under: number; there: boolean; revisions: number }[]) => {
      const rows = [committee(['top'])];
      for (const [i, { under, there, revisions }] of places.entries()) {
        const parent = rows[Math.min(under, rows.length - 1)];
        const path = [...(parent?.path ?? []), ids[i] ?? 'g'];
        if (there) rows.push(committee(path, { figures: toArray({ revisions }) }));
      }
      return rows;
    };
    fc.assert(
      fc.property(tree, tree, (then, now) => {
        const [before, after] = [rowsOf(then), rowsOf(now)];
        const changes = changesBetween(before, after);
        const listed = new Set(changes.map(({ organization }) => organization));
        for (const { organization, reasons: found, before: was, after: is } of changes) {
          const below = [...before, ...after].filter(
            ({ path, organization: id }) => path.slice(0, -1).includes(organization) && listed.has(id),
          );
          expect(found.includes('parts')).toBe(below.length > 0 && was !== null && is !== null);
          expect(found.includes('other')).toBe(found.length === 1 && found[0] === 'other');
        }
        const order = [...after, ...before].map(({ organization }) => organization);
        expect([...listed]).toEqual([...new Set(order)].filter((id) => listed.has(id)));
      }),
    );
  });
});

describe('the pages of the changes', () => {
  async function changed() {
    const world = await smallProvince();
    await publish(world);
    await life(world);
    return { world, state: await publish(world) };
  }

  it.each([1, 3, 100])('by %i are the whole, in order', async (limit) => {
    const { world, state } = await changed();
    const items: unknown[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await changesPage(world, state, { limit, cursor });
      items.push(...page.items);
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(items).toEqual(await linesOf(world, state));
  });

  it.each([7, 1_000_000])('refuse a cursor that was never given out: byte %i', async (byte) => {
    const { world, state } = await changed();
    const page = changesPage(world, state, { limit: 1, cursor: encodeCursor([byte]) });
    await expect(page).rejects.toMatchObject({ code: 'VALIDATION' });
  });
});
