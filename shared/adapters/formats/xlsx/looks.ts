/** The looks of this project's workbooks. Grades differ by word and by how dark they are, so that they survive a black-and-white printer. */
import type { Grade } from '../../../domain/criteria/grade.ts';
import type { Status } from '../../../domain/scorecards/scorecard.ts';
import type { Look } from './styles.ts';

export const POINTS_FORMAT = '0.00';
/** Of what rose or fell. */
export const RISE_FORMAT = '+0.00;-0.00;0.00';
export const PERCENT_FORMAT = '0.0%';
/** A mean of what sheets of 100 points tell in hundredths. */
export const PERCENT_OF_FULL_FORMAT = '0.00%';
export const COUNT_FORMAT = '#,##0';
export const INSTANT_FORMAT = 'dd/mm/yyyy hh:mm';
export const SECOND_FORMAT = 'dd/mm/yyyy hh:mm:ss';
export const DATE_FORMAT = 'dd/mm/yyyy';

const DARK = '1F3864';
const WHITE = 'FFFFFF';

export const TITLE: Look = { bold: true, size: 20, color: DARK };
export const SUBTITLE: Look = { bold: true, size: 14, color: DARK };
export const LABEL: Look = { bold: true, color: '404040' };
export const NOTE: Look = { color: '595959', wrap: true };
export const PLAIN: Look = { wrap: true, align: 'left' };
export const LINK: Look = { color: '0563C1' };
export const HEADER: Look = {
  bold: true,
  color: WHITE,
  fill: DARK,
  align: 'center',
  wrap: true,
  bordered: true,
};
export const SECTION: Look = { bold: true, size: 13, color: DARK };

/** Of a table's body; committees stand out of what is below them. */
export const body = (format: string | undefined, committee: boolean): Look => ({
  ...(format === undefined ? {} : { format }),
  ...(committee ? { bold: true, fill: 'EDEDED' } : {}),
  bordered: true,
});

type Shade = Pick<Look, 'fill' | 'color' | 'bold'>;

/** The worse, the darker. */
const BEST: Shade = { fill: 'E2F0D9' };
const WORST: Shade = { fill: '9C2A1E', color: WHITE, bold: true };
const SHADE_OF_GRADE: Readonly<Record<Grade, Shade>> = {
  tot: BEST,
  kha: { fill: 'BDD7EE' },
  'trung-binh': { fill: 'F0A830' },
  kem: WORST,
  dat: BEST,
  'khong-dat': WORST,
};

/** RGB of a grade where it is drawn, not written. */
export const gradeFill = (grade: Grade): string => SHADE_OF_GRADE[grade].fill ?? WHITE;

const NOT_GRADED: Shade = { color: '7F7F7F' };

const shaded = (shade: Shade): Look => ({ align: 'center', bordered: true, ...shade });

const GRADES: ReadonlyMap<Grade | null, Look> = new Map<Grade | null, Look>([
  [null, shaded(NOT_GRADED)],
  ...Object.entries(SHADE_OF_GRADE).map(([grade, shade]) => [grade, shaded(shade)] as readonly [Grade, Look]),
]);

export const gradeLook = (grade: Grade | null): Look => GRADES.get(grade) ?? shaded(NOT_GRADED);

const PLAIN_STATUS = shaded({});
const STATUS: ReadonlyMap<string, Look> = new Map<Status, Look>([
  ['overdue', shaded(WORST)],
  ['late', shaded(SHADE_OF_GRADE['trung-binh'])],
  ['withdrawn', shaded(SHADE_OF_GRADE['trung-binh'])],
  ['exempt', shaded(NOT_GRADED)],
]);

export const statusLook = (status: string): Look => STATUS.get(status) ?? PLAIN_STATUS;
