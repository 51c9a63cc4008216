/** Says of every field of the OpenAPI what it means, and of which nothing is said. */
import type { Meanings } from './meanings.ts';
import { meaningsOfCriteria } from './of-criteria.ts';
import { meaningsOfEverything } from './of-everything.ts';
import { meaningsOfFigures } from './of-figures.ts';
import { meaningsOfRecords } from './of-records.ts';

export const MEANINGS: Meanings = {
  ...meaningsOfEverything,
  ...meaningsOfCriteria,
  ...meaningsOfFigures,
  ...meaningsOfRecords,
};

const saysItself = (schema: unknown): boolean => isJson(schema) && typeof schema.description === 'string';

type Json = { [name: string]: unknown };
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export type Described = {
  /** Fields and parameters of which nothing is said, by the names that lead to them. */
  readonly undescribed: readonly string[];
  /** Names of meanings that no field has, or that another has taken the word from. */
  readonly unused: readonly string[];
};

/** The same schema when it is read and when it is written has two names. */
const componentName = (id: string): string => id.replace(/(Output|Stored)$/, '');

/** Fills `description` in, in place, where the schemas leave it open. */
export function describeFields(document: unknown, meanings: Meanings = MEANINGS): Described {
  const undescribed: string[] = [];
  const used = new Set<string>();
  const schemas = at(document, ['components', 'schemas']);

  const meaningOf = (names: readonly string[]): string | undefined => {
    const key = names.map((_, i) => names.slice(i).join('.')).find((one) => Object.hasOwn(meanings, one));
    if (key === undefined) return undefined;
    used.add(key);
    return meanings[key];
  };
  const describe = (field: Json, names: readonly string[]): void => {
    if (saysItself(field) || isDescribedElsewhere(field, schemas)) return;
    const meaning = meaningOf(names);
    if (meaning === undefined) undescribed.push(names.join('.'));
    else field.description = meaning;
  };
  const walk = (value: unknown, names: readonly string[]): void => {
    if (Array.isArray(value)) for (const one of value) walk(one, names);
    if (!isJson(value)) return;
    for (const [name, part] of Object.entries(value)) {
      if (name === 'examples' || name === 'example') continue;
      if (name !== 'properties' || !isJson(part)) walk(part, names);
      else
        for (const [field, schema] of Object.entries(part)) {
          if (isJson(schema)) describe(schema, [...names, field]);
          walk(schema, [...names, field]);
        }
    }
    if (typeof value.in === 'string' && typeof value.name === 'string' && !saysItself(value.schema))
      describe(value, ['parameters', value.name]);
  };

  // Those that have a word of their own first: a field that only names one needs no other.
  for (const [id, schema] of Object.entries(schemas ?? {}))
    if (isJson(schema) && !saysItself(schema)) {
      const meaning = Object.hasOwn(meanings, id) ? meaningOf([id]) : undefined;
      if (meaning !== undefined) schema.description = meaning;
    }
  for (const [id, schema] of Object.entries(schemas ?? {})) walk(schema, [componentName(id)]);
  walk(at(document, ['paths']), []);
  return { undescribed, unused: Object.keys(meanings).filter((key) => !used.has(key)) };
}

function at(value: unknown, path: readonly string[]): Json | undefined {
  const found = path.reduce<unknown>((from, name) => (isJson(from) ? from[name] : undefined), value);
  return isJson(found) ? found : undefined;
}

/** Whether the field is a schema with a name of its own, which says what it means. */
function isDescribedElsewhere(field: Json, schemas: Json | undefined): boolean {
  const [, id = ''] = /^#\/components\/schemas\/(.+)$/.exec(String(field.$ref ?? '')) ?? [];
  return typeof at(schemas, [id])?.description === 'string';
}
