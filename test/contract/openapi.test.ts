import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import project from '../../package.json' with { type: 'json' };
import { measureMeanings } from '../../shared/adapters/formats/measure-meanings.ts';
import { describeFields, MEANINGS } from '../../shared/contracts/meanings/describe-fields.ts';
import { meaningsOfCriteria } from '../../shared/contracts/meanings/of-criteria.ts';
import { meaningsOfEverything } from '../../shared/contracts/meanings/of-everything.ts';
import { meaningsOfFigures } from '../../shared/contracts/meanings/of-figures.ts';
import { meaningsOfRecords } from '../../shared/contracts/meanings/of-records.ts';
import { openApiDocument } from '../../shared/contracts/openapi.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { MEASURES } from '../../shared/domain/criteria/measures.ts';

type Json = { readonly [name: string]: Json } & { readonly $ref?: string };
const document = openApiDocument(project.version, measureMeanings) as Json;

function everyValue(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null
    ? [value, ...Object.values(value).flatMap(everyValue)]
    : [value];
}

const at = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((value, part) => (value as Json | undefined)?.[part], document);

describe('the OpenAPI description', () => {
  it('is version 3.1 and holds every route but the catch-all', () => {
    expect(document.openapi).toBe('3.1.1');
    const described = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const offered = routes
      .filter(({ path }) => path !== '$default')
      .map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(offered.sort());
  });

  it('resolves every reference', () => {
    const references = everyValue(document).filter(
      (value): value is { $ref: string } => typeof value === 'object' && value !== null && '$ref' in value,
    );
    expect(references.length).toBeGreaterThan(20);
    for (const { $ref } of references) expect(at($ref), $ref).toBeDefined();
  });

  it('says of every measure what it counts, in which unit', () => {
    const told = (document.components?.schemas?.Measures?.properties ?? {}) as Readonly<Record<string, Json>>;
    expect(Object.keys(told)).toEqual(MEASURES);
    for (const { description } of Object.values(told))
      expect(description).toMatch(/^\S.+\. \S.+\. Unit: [a-z]/);
    expect(told.percentSum?.description).toContain('divided by graded it is the mean');
  });

  it('says of every field and parameter what it means, each in one place', () => {
    const parts = [meaningsOfCriteria, meaningsOfEverything, meaningsOfFigures, meaningsOfRecords];
    expect(parts.flatMap((part) => Object.keys(part)).sort()).toEqual(Object.keys(MEANINGS).sort());
    expect(describeFields(structuredClone(document))).toMatchObject({ undescribed: [] });
    const schemas = document.components?.schemas as Json;
    expect(schemas.MeetingSubmission?.properties?.members?.description).toContain('required = total');
    expect(schemas.SetCriterion?.properties?.max?.description).toContain('hundredths of a point');
    expect(schemas.Organization?.properties?.members?.description).toContain('by the roster');
  });

  it('is refused where a field has no description, and where a meaning has no field', () => {
    const fields = (properties: object) => ({ components: { schemas: { Thing: { properties } } } });
    const bare = {
      members: { properties: { present: { type: 'integer' } } },
      other: { description: 'Said' },
    };
    expect(describeFields(fields(bare), { members: 'Counts', 'Thing.gone': 'No such field' })).toEqual({
      undescribed: ['Thing.members.present'],
      unused: ['Thing.gone'],
    });
    const named = { whole: { $ref: '#/components/schemas/Thing' } };
    expect(describeFields(fields(named), {}).undescribed).toEqual(['Thing.whole']);
    expect(describeFields(fields(named), { Thing: 'A thing' })).toEqual({ undescribed: [], unused: [] });
  });

  it('takes the meaning that is said most exactly, and a schema’s own word above all', () => {
    const grade = { type: 'string' };
    const copies = {
      components: {
        schemas: {
          Set: {
            properties: {
              grade: { ...grade },
              gates: { items: { properties: { grade: { ...grade } } } },
              own: { properties: { grade: { ...grade, description: 'Own' } } },
            },
          },
        },
      },
    };
    describeFields(copies, { grade: 'Any', 'gates.grade': 'Of a gate', gates: 'Gates', own: 'Own' });
    const { properties } = copies.components.schemas.Set;
    expect(properties.grade).toMatchObject({ description: 'Any' });
    expect(properties.gates.items.properties.grade).toMatchObject({ description: 'Of a gate' });
    expect(properties.own.properties.grade).toMatchObject({ description: 'Own' });
  });

  it('says of a meeting record what may be left out, and that nothing else is taken', () => {
    const schema = at('#/components/schemas/MeetingSubmission') as Json & {
      required: string[];
      additionalProperties: boolean;
    };
    expect(schema.required).toEqual(['heldOn', 'startedAt', 'endedAt', 'members']);
    expect(schema.additionalProperties).toBe(false);
    const stored = at('#/components/schemas/MeetingRecordStored') as Json & { required: string[] };
    expect(stored.required).toEqual(expect.arrayContaining(['discussion', 'theme', 'selfScore']));
  });

  it('says the scopes, ETags and refusals of an operation', () => {
    const put = document.paths?.['/organizations/{organization}/periods/{period}/meetings/{key}']
      ?.put as Json;
    expect(put.security).toEqual([{ token: ['nennep/submit'] }]);
    expect(Object.keys(put.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '201', '401', '403', '404', '409', '412', '413', '422', '500', '503']),
    );
    expect(put.responses?.['201']?.headers).toHaveProperty('ETag');
    expect(put.responses?.['412']).toMatchObject({
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
  });
});

describe('docs/openapi.json', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));

  it('is what the contracts say', () => {
    const committed: unknown = JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8'));
    expect(committed).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('is refused by the check, with the remedy, once it says something else', () => {
    const copy = mkdtempSync(join(tmpdir(), 'nennep-openapi-'));
    mkdirSync(join(copy, 'docs'));
    for (const name of ['infra', 'shared', 'node_modules']) symlinkSync(join(root, name), join(copy, name));
    copyFileSync(join(root, 'package.json'), join(copy, 'package.json'));
    const check = (written: string) => {
      writeFileSync(join(copy, 'docs/openapi.json'), written);
      const script = join(copy, 'infra/write-openapi.ts');
      const options = ['--preserve-symlinks', '--preserve-symlinks-main', script, '--check'];
      return spawnSync(process.execPath, options, { encoding: 'utf8' });
    };
    const right = readFileSync(join(root, 'docs/openapi.json'), 'utf8');
    expect(check(right)).toMatchObject({ status: 0, stderr: '' });
    const stale = check(right.replace('"maximum": 100', '"maximum": 99'));
    expect(stale.status).toBe(1);
    expect(stale.stderr).toContain('npm run openapi');
  });
});
