/**
 * The figures of the five seed programmes, as the sources print them or as they were reconstructed (docs/seeds.md).
 * Each is worked out from the measures of one scorecard, so that the same sentence is asked of the API's answer
 * and of the row in the export.
 */
export type Figures = Readonly<Record<string, number>>;

export type SeedFigure = {
  readonly seed: string;
  readonly basis: 'printed' | 'reconstructed';
  readonly what: string;
  readonly organization: string;
  readonly period: string;
  readonly read: (of: (measure: string) => number) => string;
  /** To the last digit that the source prints. */
  readonly says: string;
};

export const MONTH = '2026-12';
export const YEAR = '2026';

/** `part` of `whole` in percent with so many decimals, rounded half up in integers. */
export function percent(part: number, whole: number, decimals: number): string {
  const scale = 10 ** decimals;
  const units = Math.floor((2 * part * 100 * scale + whole) / (2 * whole));
  return (units / scale).toFixed(decimals);
}

type Of = (measure: string) => number;
/** 100 where it is the whole of it; one missing of many would be rounded away. */
export const whole = (part: number, total: number): string =>
  part === total && total > 0 ? '100' : `${part} of ${total}`;
const all = (part: string, total: string) => (of: Of) => whole(of(part), of(total));
const counted = (part: string, whole: string) => (of: Of) => `${of(part)}/${of(whole)}`;
/** Whether `part` is from `low` to `high` percent of `whole`. */
const within = (part: string, whole: string, low: number, high: number) => (of: Of) =>
  of(part) * 100 >= low * of(whole) && of(part) * 100 <= high * of(whole)
    ? `${low}–${high}`
    : percent(of(part), of(whole), 2);
const above = (part: string, whole: string, low: number) => (of: Of) =>
  of(part) * 100 > low * of(whole) ? `> ${low}` : percent(of(part), of(whole), 2);
const atLeast = (part: string, whole: string, low: number) => (of: Of) =>
  of(part) * 100 >= low * of(whole) ? `≥ ${low}` : percent(of(part), of(whole), 2);
/** Of those expected in all months. */
const heldShare = (part: string) => (of: Of) =>
  percent(of(part), of('held12') + of('held9to11') + of('held5to8') + of('heldUnder5'), 0);

const of = (seed: string, organization: string, period: string) => ({
  printed: (what: string, says: string, read: SeedFigure['read']): SeedFigure => ({
    ...{ seed, organization, period, what, says, read },
    basis: 'printed',
  }),
  reconstructed: (what: string, says: string, read: SeedFigure['read']): SeedFigure => ({
    ...{ seed, organization, period, what, says, read },
    basis: 'reconstructed',
  }),
});

const hoaiDuc = of('hoai-duc-11', 'hoai-duc', MONTH);
const vanQuan = of('van-quan', 'van-quan', YEAR);
const saPa = of('sa-pa-47', 'sa-pa', MONTH);
const tuaChua = of('tua-chua', 'tua-chua', MONTH);

export const SEED_FIGURES: readonly SeedFigure[] = [
  hoaiDuc.printed('cells that held the regular meeting', '100', all('reported', 'expected')),
  hoaiDuc.printed('full content', '100', all('agendaComplete', 'expected')),
  hoaiDuc.printed('steps in the right order', '100', all('stepsInOrder', 'expected')),
  hoaiDuc.printed('full documents', '100', all('documentsDistributed', 'expected')),
  hoaiDuc.printed('attendance above 90 %', '> 90', above('membersPresent', 'membersRequired', 90)),
  hoaiDuc.printed('working members given tasks', '100', all('workingAssigned', 'workingMembers')),
  hoaiDuc.printed('meeting created in the app', '358/358', counted('handbookScheduled', 'handbookExpected')),
  hoaiDuc.printed('roll taken in the app', '358/358', counted('handbookRollTaken', 'handbookExpected')),
  hoaiDuc.printed('resolution posted', '358/358', counted('handbookResolutionPosted', 'handbookExpected')),
  hoaiDuc.printed('inspections: 12 + 4 and 2 + 2', '20', (measure) => String(measure('inspections'))),
  vanQuan.printed('held twelve meetings', '33', heldShare('held12')),
  vanQuan.printed('held nine to eleven', '51', heldShare('held9to11')),
  vanQuan.printed('held five to eight', '16', heldShare('held5to8')),
  vanQuan.reconstructed('of 63, 21 + 32 + 10', '21 32 10 0 0', (measure) =>
    ['held12', 'held9to11', 'held5to8', 'heldUnder5', 'heldPartYear'].map(measure).join(' '),
  ),
  vanQuan.printed('attendance', '85–90', within('membersPresent', 'membersRequired', 85, 90)),
  vanQuan.reconstructed('speakers of those present', '40–50', within('speakers', 'membersPresent', 40, 50)),
  vanQuan.reconstructed('thematic meetings of two committees, two schools', '16', (measure) =>
    String(measure('thematic')),
  ),
  saPa.reconstructed('minutes a meeting, 3 to 3.5 hours', '195', (measure) =>
    String(measure('minutesHeld') / measure('reported')),
  ),
  saPa.printed('attendance', '≥ 90', atLeast('membersPresent', 'membersRequired', 90)),
  saPa.printed('opinions a meeting', '3', (measure) =>
    String(measure('opinions') / measure('discussionKnown')),
  ),
  saPa.printed('on schedule', '100', all('onSchedule', 'expected')),
  saPa.reconstructed('residential cells attended in the quarter', '16', (measure) =>
    String(measure('attendances')),
  ),
  tuaChua.printed('cells that meet: 32 + 119', '151', (measure) => String(measure('expected'))),
  tuaChua.reconstructed('nearly 3,900 members', '3890', (measure) => String(measure('membersTotal'))),
];
