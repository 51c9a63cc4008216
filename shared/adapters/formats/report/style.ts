import { Html } from './html.ts';

/** A4, readable in black and white, on two pages. */
export const STYLE = new Html(`
@page { size: A4; margin: 14mm 14mm 16mm; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.35 "Times New Roman", "Liberation Serif", serif; color: #000; max-width: 182mm; margin: 0 auto; }
header { text-align: center; border-bottom: 1.5pt solid #000; margin-bottom: 3mm; }
h1 { font-size: 16pt; margin: 0; text-transform: uppercase; }
h2 { font-size: 12pt; margin: 4mm 0 1.5mm; }
h2.owner { font-size: 13pt; margin: 2mm 0 0; }
.en { font-style: italic; color: #444; font-size: 9pt; margin: 0; font-weight: normal; }
h2 .en { margin-left: 2mm; }
.stamp { margin: 1mm 0 2mm; }
.lead { font-size: 12pt; margin: 1mm 0 2mm; }
table { border-collapse: collapse; width: calc(100% - 1pt); page-break-inside: avoid; }
th, td { border: 0.5pt solid #555; padding: 0.8mm 1.5mm; text-align: right; }
th { background: #e8e8e8; text-align: center; font-weight: bold; }
th:first-child, td:first-child { text-align: left; }
.dense { font-size: 9pt; line-height: 1.25; }
.dense th, .dense td { padding: 0.4mm 1mm; white-space: nowrap; }
.dense th, .dense td:first-child { white-space: normal; }
.targets { table-layout: fixed; }
.dense.targets td { white-space: normal; }
.targets th:nth-child(1) { width: 37%; }
.targets th:nth-child(2) { width: 17%; }
.targets th:nth-child(3) { width: 23%; }
.targets th:nth-child(4) { width: 13%; }
.targets th.group { width: auto; }
.dense small { display: block; font-size: 8pt; color: #333; }
.dense th.group { text-align: left; background: #f4f4f4; }
tr.sum td { font-weight: bold; background: #f4f4f4; }
svg { width: 100%; height: auto; margin: 2mm 0; font: 12px "Times New Roman", "Liberation Serif", serif; }
.note { font-size: 9pt; color: #333; margin: 1mm 0; }
.page { page-break-before: always; }
.hash { font: 7.5pt monospace; word-break: break-all; }
footer { border-top: 0.5pt solid #000; margin-top: 4mm; padding-top: 1mm; font-size: 8.5pt; color: #333; }
`);
