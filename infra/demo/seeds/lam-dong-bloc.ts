/**
 * The provincial agencies' bloc of Lâm Đồng (report of 15 September 2023).
 *
 * The article prints no figures, so nothing here is printed but the kind of organization: cells of the bloc's
 * grassroots organizations, and the bloc committee's own assessment of them.
 * Ours: four committees of three cells, four base cells, their members, every record and score, which cells were
 * attended, and what the bloc committee corrected there.
 */
import { above, type CellSeed, cellOf, type DemoOrganization, isCell } from '../organization.ts';
import { type Random, seeded } from '../random.ts';
import { dayOf, fullRecord, simpleMembers, startOf } from '../record.ts';
import { type DemoInspection, type DemoMeeting, type DemoSeed, MONTH, PROVINCE } from '../seed.ts';

const DISTRICT = 'lam-dong-bloc';
const COMMITTEES = 4;
const CELLS_EACH = 3;
const BASE_CELLS = 4;

const numbers = (length: number) => Array.from({ length }, (_, i) => i + 1);
const committeeId = (n: number) => `lam-dong-so-${n}`;

function treeOf(): DemoOrganization[] {
  const random = seeded(1509);
  const cells: CellSeed[] = [
    ...numbers(COMMITTEES).flatMap((c) =>
      numbers(CELLS_EACH).map((n) => ({
        id: `${committeeId(c)}-${n}`,
        name: `Chi bộ ${n}`,
        parent: committeeId(c),
        unit: 'agency' as const,
        kind: 'cell' as const,
      })),
    ),
    ...numbers(BASE_CELLS).map((n) => ({
      id: `lam-dong-co-quan-${n}`,
      name: `Chi bộ Cơ quan số ${n}`,
      parent: DISTRICT,
      unit: 'agency' as const,
      kind: 'base-cell' as const,
    })),
  ];
  return [
    above(
      { id: DISTRICT, name: 'Đảng bộ Khối Các cơ quan tỉnh Lâm Đồng', parent: PROVINCE },
      'district',
      MONTH,
      'agency',
    ),
    ...numbers(COMMITTEES).map((n) =>
      above(
        { id: committeeId(n), name: `Đảng bộ Sở số ${n}`, parent: DISTRICT },
        'base-committee',
        MONTH,
        'agency',
      ),
    ),
    ...cells.map((cell) => cellOf(cell, random.between(8, 26), MONTH)),
  ];
}

/** The preset's criteria with their points; a cell takes off a little here and there. */
const SHEET = {
  'central-matters': 15,
  'little-professional-talk': 10,
  'no-formalism': 10,
  'leading-role': 15,
  'handed-on': 10,
  'concrete-tasks': 10,
  example: 10,
  centralism: 10,
  criticism: 10,
} as const;

const selfScoreOf = (random: Random): Record<string, number> =>
  Object.fromEntries(Object.entries(SHEET).map(([id, most]) => [id, most - random.between(0, 2)]));

function meetingsOf(tree: readonly DemoOrganization[]): DemoMeeting[] {
  const random = seeded(2023);
  const scores = seeded(158);
  return tree.filter(isCell).map((cell) => {
    const total = cell.body.members ?? 0;
    const present = total - random.between(0, 1);
    const speakers = random.between(2, Math.min(8, present));
    return {
      organization: cell.organization,
      period: MONTH,
      key: 'regular',
      record: fullRecord(cell, {
        heldOn: dayOf(MONTH, random.between(1, 15)),
        start: startOf(cell.body.unit),
        minutes: random.between(90, 140),
        members: simpleMembers(total, present),
        speakers,
        opinions: speakers + random.between(0, 3),
        proposals: random.between(0, 2),
        tasks: random.between(2, 5),
        more: { selfScore: selfScoreOf(scores) },
      }),
    };
  });
}

/**
 * Every fourth cell is attended on its day by an office of the bloc committee. The first two it confirms; of the others
 * it thinks less in one criterion, so that its score and the cell's part ways.
 */
const inspectionsOf = (meetings: readonly DemoMeeting[]): DemoInspection[] =>
  meetings
    .filter((_, i) => i % 4 === 0)
    .map(({ organization, record }, i) => {
      const { selfScore } = record;
      const own = (selfScore?.['little-professional-talk'] ?? 0) - 3;
      return {
        organization,
        period: MONTH,
        key: `${record.heldOn}-attendance-${DISTRICT}`,
        body: {
          office: 'dang-uy-khoi',
          meeting: 'regular',
          ...(i < 2
            ? { conclusion: 'confirmed' as const }
            : {
                conclusion: 'corrected' as const,
                scores: { ...selfScore, 'little-professional-talk': own },
              }),
        },
      };
    });

export function lamDong(): DemoSeed {
  const tree = treeOf();
  const meetings = meetingsOf(tree);
  return {
    id: 'lam-dong-bloc',
    district: DISTRICT,
    months: [MONTH],
    tree,
    meetings,
    inspections: inspectionsOf(meetings),
    facts: [],
  };
}
