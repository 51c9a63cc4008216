/** Exports: the files of one organization's subtree and period. */
import * as z from 'zod';
import { GRADES } from '../domain/criteria/grade.ts';
import { CSV_FLAVOURS, type ExportState } from '../domain/exports/export.ts';
import { CHANGE_REASONS } from '../domain/exports/export-changes.ts';
import { KINDS } from '../domain/roster/organization.ts';
import { criteriaSetRef, cursor, instant, limit, listOf, organizationId, period } from './primitives.ts';
import { STATUSES, sheetsUsed } from './scorecard.ts';

/** Ids are made by the system; what cannot be one is not there. */
export const exportId = z
  .string()
  .max(100)
  .meta({ examples: ['hoai-duc_2026-10_01J9ZQ6W2M8K4T7R3V5X1Y0B6C'] });

const fileName = z
  .string()
  .max(100)
  .meta({ examples: ['scorecards.csv'] });

export const manifest = z
  .strictObject({
    exportId,
    organization: organizationId,
    period,
    kind: z.enum(['interim', 'final']),
    asOf: instant,
    watermark: z.int(),
    acceptedRevisions: z.int(),
    criteriaSets: z.array(criteriaSetRef),
    files: z.array(
      z.strictObject({
        name: fileName,
        bytes: z.int(),
        sha256: z.string().meta({ description: 'Hexadecimal' }),
        rows: z.int().meta({ description: 'Rows of data, titles not counted' }),
      }),
    ),
    dataSha256: z.string().meta({
      description:
        'Hexadecimal SHA-256 of a line `‹sha256›  ‹name›` for each file in this order, without scorecards.xlsx and report.html, which name it on paper',
    }),
    previous: exportId.nullable(),
  })
  .meta({ id: 'Manifest' });

export const exportRequest = z
  .strictObject({
    organization: organizationId,
    period,
    csv: z.enum(CSV_FLAVOURS).default('plain').meta({
      description: '`excel`: the CSV files begin with a byte order mark, so that Excel opens them as UTF-8',
    }),
  })
  .meta({ id: 'ExportRequest' });

export const exportAccepted = z
  .strictObject({ exportId, status: z.enum(['queued', 'running', 'published', 'failed']) })
  .meta({ id: 'ExportAccepted' });

export const exportAnswer = z
  .strictObject({
    exportId,
    organization: organizationId,
    period,
    status: z.enum(['queued', 'running', 'published', 'failed']),
    progress: z.int().min(0).max(100),
    manifest: manifest.nullable(),
  })
  .meta({ id: 'Export' });
export type ExportAnswer = z.output<typeof exportAnswer>;

export const exportList = listOf(exportAnswer);

const standing = z.strictObject({
  parent: organizationId.nullable(),
  status: z.enum(STATUSES),
  points: z.int().nullable().meta({
    description: 'Hundredths of a point; null while ungraded, and over several sheets (mixedSheets)',
  }),
  grade: z.enum(GRADES).nullable().meta({ description: 'Null where points are' }),
  percentOfFull: sheetsUsed.percentOfFull,
  mixedSheets: sheetsUsed.mixedSheets,
  watermark: z.int(),
});

/** One organization that differs from the export before; also a line of `changes.ndjson`. */
export const exportChange = z
  .strictObject({
    organization: organizationId,
    name: z.string(),
    kind: z.enum(KINDS),
    reasons: z.array(z.enum(CHANGE_REASONS)).meta({
      description:
        'Every reason of its own; of a committee `parts` too where something below it changed, and `other` for parts that moved away before',
    }),
    before: standing.nullable().meta({ description: 'Null if it was not in the export before' }),
    after: standing.nullable().meta({ description: 'Null if it is not in this one' }),
  })
  .meta({ id: 'ExportChange' });

export const exportChangeList = listOf(exportChange);
export const exportChangesQuery = z.strictObject({ limit, cursor: cursor.optional() });

export const exportParams = z.strictObject({ export: exportId });
export const exportFileParams = z.strictObject({ export: exportId, name: fileName });

export const exportsQuery = z.strictObject({
  organization: organizationId,
  period: period.optional(),
  limit,
  cursor: cursor.optional(),
});

export const exportToWire = (state: ExportState): ExportAnswer => ({
  exportId: state.exportId,
  organization: state.organization,
  period: state.period,
  status: state.status,
  progress: state.progress,
  manifest:
    state.manifest === null
      ? null
      : {
          ...state.manifest,
          criteriaSets: state.manifest.criteriaSets.map((set) => ({ ...set })),
          files: state.manifest.files.map((file) => ({ ...file })),
        },
});
