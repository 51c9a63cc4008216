import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '../../shared/contracts/problem.ts';
import { SCOPES } from '../../shared/contracts/route.ts';
import * as table from '../../shared/contracts/routes.ts';
import { ROLES } from '../../shared/domain/roster/access.ts';

const { routes, ...named } = table;

describe('the route table', () => {
  it('lists every route that is defined, once', () => {
    expect([...routes].map(({ id }) => id).sort()).toEqual(Object.keys(named).sort());
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length);
  });

  it('names functions that exist, and no API function without a route', () => {
    for (const { function: name } of routes) {
      expect(existsSync(new URL(`../../functions/${name}/handler.ts`, import.meta.url)), name).toBe(true);
    }
  });

  it('has a schema for every parameter in a path, and no other', () => {
    for (const { id, path, params } of routes) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      expect(Object.keys(params.shape).sort(), id).toEqual(inPath);
    }
  });

  it('asks for a scope and roles wherever it is not open to everybody', () => {
    for (const { id, scope, access } of routes) {
      expect(scope === null, id).toBe(access.check === 'open');
      if (scope !== null) expect(Object.keys(SCOPES), id).toContain(scope);
      if (access.check !== 'open') {
        expect(access.roles.length, id).toBeGreaterThan(0);
        expect(ROLES, id).toEqual(expect.arrayContaining([...access.roles]));
      }
    }
  });

  it('declares the refusals that follow from what it takes', () => {
    for (const { id, problems, params, query, body, access } of routes) {
      expect(PROBLEM_CODES, id).toEqual(expect.arrayContaining([...problems]));
      const takes = Object.keys(params.shape).length + Object.keys(query.shape).length > 0 || body !== null;
      expect(problems.includes('VALIDATION'), id).toBe(takes);
      expect(problems.includes('TOO_LARGE'), id).toBe(body !== null);
      const checksPlace = access.check !== 'open' && access.check !== 'items';
      if (checksPlace) expect(problems, id).toContain('NOT_FOUND');
    }
  });

  it('takes no unknown field anywhere', () => {
    for (const { id, body, query, bodyOptional } of routes) {
      const surplus = { __surplus: 1 };
      expect(query.safeParse(surplus).error?.issues, id).toContainEqual(
        expect.objectContaining({ code: 'unrecognized_keys' }),
      );
      if (body === null) continue;
      const { error } = body.safeParse(surplus);
      expect(error?.issues, id).toContainEqual(expect.objectContaining({ code: 'unrecognized_keys' }));
      expect(body.safeParse({}).success, id).toBe(bodyOptional === true);
    }
  });
});
