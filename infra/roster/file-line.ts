/** A line of a roster file before anybody knows what its cells are called. */

/** Why a cell of a workbook says nothing that could be entered. */
export type UnreadableCell = {
  /** Stable code of the rule. */
  readonly rule: string;
  /** The rule and what to do. */
  readonly vi: string;
  readonly en: string;
};

/** What Excel keeps as a date, also where something else was typed that looks like one. */
export type DateCell = {
  /** `2026-01-31` */
  readonly day: string;
};

export type FileCell = string | DateCell | UnreadableCell;

export type FileLine = {
  /** Of the file or sheet, from 1; of a record over several lines the first. */
  readonly line: number;
  /** Trimmed; a blank cell is the empty text. A line of CSV may have fewer or more than there are titles. */
  readonly cells: readonly FileCell[];
};
