/** The columns of the table `classification`: one row per group of comparable organizations under one superior. */
import type { Bilingual } from '../../domain/bilingual.ts';
import { CLASSIFICATIONS, type Classification } from '../../domain/events/annual-facts.ts';
import type { ClassificationEntry } from '../../domain/exports/export-tables.ts';
import { capBaseOf, isOverCap, type NamedCap } from '../../domain/scorecards/classification.ts';
import { excellenceCaps } from '../presets/excellence-caps.ts';
import { assertDistinct, type Cell, type Column, identifier } from './columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf, toldOf } from './told-columns.ts';

type GroupColumn = Column<ClassificationEntry>;

const level = ({ levels }: ClassificationEntry, classification: Classification) =>
  levels[CLASSIFICATIONS.indexOf(classification)] ?? { count: 0, share: 0 };

const counted: readonly GroupColumn[] = columnsOf(tables.classification, {
  year: (row) => row.year,
  period: (row) => row.month,
  superior: (row) => row.superior,
  superiorName: (row) => row.superiorName,
  kind: (row) => row.kind,
  unit: (row) => row.unit,
  total: (row) => row.total,
  assessed: (row) => row.assessed,
  toldNextYear: (row) => row.toldNextYear,
  xuatSac: (row) => level(row, 'xuat-sac').count,
  xuatSacShare: (row) => level(row, 'xuat-sac').share,
  tot: (row) => level(row, 'tot').count,
  totShare: (row) => level(row, 'tot').share,
  hoanThanh: (row) => level(row, 'hoan-thanh').count,
  hoanThanhShare: (row) => level(row, 'hoan-thanh').share,
  khongHoanThanh: (row) => level(row, 'khong-hoan-thanh').count,
  khongHoanThanhShare: (row) => level(row, 'khong-hoan-thanh').share,
});

/** A cap is data, and so are its columns: `overCap_hd21_2019`. */
function capColumn(
  cap: NamedCap,
  told: keyof typeof tables.caps,
  of: (row: ClassificationEntry) => Cell,
): GroupColumn {
  const { title, meaning, ...column } = toldOf(tables.caps[told]);
  const filled = ({ vi, en }: Bilingual): Bilingual => ({
    vi: vi.replace('{title}', () => cap.title.vi).replace('{source}', () => cap.source.vi),
    en: en.replace('{title}', () => cap.title.en).replace('{source}', () => cap.source.en),
  });
  const name = `${told}_${identifier(cap.id)}`;
  return { ...column, name, title: filled(title), meaning: filled(meaning), of };
}

const capColumns = (cap: NamedCap): readonly GroupColumn[] => [
  capColumn(cap, 'capBase', (row) => capBaseOf(row, cap)),
  capColumn(cap, 'overCap', (row) => isOverCap(level(row, 'xuat-sac').count, capBaseOf(row, cap), cap)),
];

export const classificationColumns: readonly GroupColumn[] = [
  ...counted,
  ...excellenceCaps().flatMap(capColumns),
];
assertDistinct(classificationColumns);
