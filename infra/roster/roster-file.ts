/** A roster as a file: JSON (a list) or CSV (one line an organization), in the contract's fields. */
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { fieldErrors } from '../../shared/contracts/field-errors.ts';
import { organizationBody } from '../../shared/contracts/roster.ts';

export type RosterEntry = {
  readonly organization: string;
  readonly body: z.input<typeof organizationBody>;
};

/** A line that cannot be entered: where, and what is wrong with it. */
export type RosterFault = {
  /** Of CSV the line of the file, of JSON the place in the list; both from 1. */
  readonly line: number;
  readonly organization: string;
  readonly fault: string;
};

export type RosterFile = {
  readonly entries: readonly RosterEntry[];
  readonly faults: readonly RosterFault[];
};

const idOnly = z.object({ organization: z.string() });
const yesNo = z
  .enum(['true', 'false'], 'true hoặc false | true or false')
  .transform((text) => text === 'true');
const listOf = (text: string) => text.split(';').filter((part) => part !== '');

/** CSV holds text alone; `codes` as `system:code;system:code`, `predecessors` as `id;id`, an empty parent is the root's. */
const csvLine = z.strictObject({
  organization: z.string(),
  name: z.string(),
  kind: z.string(),
  parent: z.string().transform((text) => (text === '' ? null : text)),
  meets: z.string(),
  unit: z.string(),
  hasCommittee: yesNo.optional(),
  handbook: yesNo.optional(),
  members: z.string().transform(Number).optional(),
  codes: z
    .string()
    .transform((text) =>
      listOf(text).map((pair) => {
        const [system = '', ...code] = pair.split(':');
        return { system, code: code.join(':') };
      }),
    )
    .optional(),
  predecessors: z.string().transform(listOf).optional(),
  from: z.string(),
});

const faultsOf = (error: z.ZodError, given: unknown): string =>
  fieldErrors(error, given)
    .map(({ pointer, vi, en }) => `${pointer} ${vi} | ${en}`)
    .join('; ');

function readEntry(given: unknown, line: number): RosterEntry | RosterFault {
  const id = idOnly.safeParse(given);
  if (!id.success)
    return { line, organization: '', fault: '/organization Thiếu mã tổ chức | An organization id is needed' };
  const { organization, ...rest } = { ...id.data, ...(given as object) };
  const body = organizationBody.safeParse(rest);
  return body.success
    ? { organization, body: body.data }
    : { line, organization, fault: faultsOf(body.error, rest) };
}

function sorted(read: readonly (RosterEntry | RosterFault)[]): RosterFile {
  return {
    entries: read.filter((one): one is RosterEntry => 'body' in one),
    faults: read.filter((one): one is RosterFault => 'fault' in one),
  };
}

/** @throws SyntaxError where the file is no JSON list, or no CSV with a title line */
export function readRosterFile(text: string, format: 'json' | 'csv'): RosterFile {
  if (format === 'json') {
    const list = z.array(z.unknown()).safeParse(JSON.parse(text));
    if (!list.success) throw new SyntaxError('A roster in JSON is a list of organizations.');
    return sorted(list.data.map((given, i) => readEntry(given, i + 1)));
  }
  const lines: unknown[] = parse(text, {
    columns: true,
    bom: true,
    skip_empty_lines: true,
    trim: true,
    // A line that is too short or too long is that line's fault, not the file's.
    relax_column_count: true,
  });
  return sorted(
    lines.map((given, i) => {
      const line = i + 2;
      const cells = csvLine.safeParse(given);
      return cells.success
        ? readEntry(cells.data, line)
        : { line, organization: '', fault: faultsOf(cells.error, given) };
    }),
  );
}
