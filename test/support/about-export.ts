/** What an export says of itself, where only its encoding is tried. */
export const ABOUT = {
  exportId: 'tinh_2026-10_01J9ZQ6W2M8K4T7R3V5X1Y0B6C',
  organization: 'tinh',
  period: '2026-10',
  kind: 'final',
  requestedAt: '2026-11-05T02:00:00.000Z',
  csv: 'plain',
  top: { name: 'Đảng bộ tỉnh', asOf: '2026-11-02T01:00:00.000Z', watermark: 12, revisions: 7 },
  mostRows: 0,
  earlier: { before: null, aYearBefore: null },
  programmes: [],
  dataSha256: 'd'.repeat(64),
  previous: null,
  classification: [],
} as const;
