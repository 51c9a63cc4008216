/** Rows of the table `plans` as what the folds take. */
import { GRADES } from '../../shared/domain/criteria/grade.ts';
import type { PlanEntry } from '../../shared/domain/exports/export-tables.ts';
import { KINDS, MEETS, UNITS } from '../../shared/domain/roster/organization.ts';
import type { MonthBasis } from '../../shared/domain/scorecards/month-basis.ts';
import { Cells } from './cells.ts';
import type { Line } from './files.ts';

/** @throws UnreadableExportError */
export function planOf(line: Line): PlanEntry {
  const cells = new Cells(line);
  return {
    organization: cells.some('organization'),
    month: cells.some('period'),
    name: cells.text('name'),
    kind: cells.oneOf('kind', KINDS),
    unit: cells.oneOf('unit', UNITS),
    parent: cells.textOrNull('parent'),
    path: cells
      .some('path')
      .split('/')
      .filter((id) => id !== ''),
    criteriaSet: { id: cells.some('criteriaSet'), revision: cells.integer('criteriaSetRevision') },
    dueAt: cells.some('dueAt'),
    basis: cells.text('meets') === '' ? null : basisOf(cells),
    watermark: cells.integer('watermark'),
    asOf: cells.some('asOf'),
  };
}

function basisOf(cells: Cells): MonthBasis {
  const day = [cells.text('dayRuleWeek'), cells.text('dayRuleWeekday')].join('');
  const duties = cells.words('duties').map((word) => {
    const [id = '', by = '', office = '', before] = word.split('/');
    return { id, by, office, doneBefore: before === '1' };
  });
  const findings = {
    open: cells.integer('findingsOpenBefore'),
    overdue: cells.integer('findingsOverdueBefore'),
  };
  const otherRevisions = cells.integer('otherRevisions');
  const graded = cells.wordsOf('gradedBefore', GRADES);
  return {
    meets: cells.oneOf('meets', MEETS),
    expected: cells.flag('expected'),
    thematicOwed: cells.flag('thematicOwed'),
    hasCommittee: cells.flag('hasCommittee'),
    handbook: cells.flag('handbook'),
    dayRule:
      day === '' ? null : { week: cells.integer('dayRuleWeek'), weekday: cells.integer('dayRuleWeekday') },
    duePassed: cells.flag('duePassed'),
    owedBefore: cells.words('owedBefore').map(Number),
    heldBefore: cells.words('heldBefore').map(Number),
    ...(graded.length === 0 ? {} : { gradedBefore: graded }),
    thematicBefore: cells.flag('thematicBefore'),
    ...(duties.length === 0 ? {} : { duties }),
    ...(findings.open === 0 && findings.overdue === 0 ? {} : { findingsBefore: findings }),
    ...(otherRevisions === 0 ? {} : { otherRevisions }),
    withdrawn: cells.words('withdrawn').map((word) => {
      const [key = '', revision] = word.split('/');
      return { key, revision: Number(revision) };
    }),
  };
}
