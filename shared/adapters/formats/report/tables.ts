/** What the tables of the report are made of. */
import { type Html, html } from './html.ts';

export const title = (vi: string, en: string): Html => html`<h2>${vi}<span class="en">${en}</span></h2>`;

const cells = (values: readonly (string | Html | null)[]): Html[] =>
  values.map((value) => html`<td>${value}</td>`);

export const row = (label: string, values: readonly (string | Html | null)[], sum = false): Html =>
  html`<tr class="${sum ? 'sum' : 'line'}"><td>${label}</td>${cells(values)}</tr>`;

export const heads = (labels: readonly string[]): Html =>
  html`<tr>${labels.map((label) => html`<th>${label}</th>`)}</tr>`;

/** How many lines a text takes that is broken after so many characters at the latest. */
export const linesOf = (text: string, characters: number): number =>
  Math.max(1, Math.ceil(text.normalize('NFC').length / characters));
