import { describe, expect, test } from 'vitest';
import { NOBODY, STAGES, stages } from '../../infra/stages.ts';
import { ORGANIZATION_ID } from '../../shared/domain/roster/organization.ts';
import { type SynthesizedStage, synthesizeStage } from './assembly.ts';

describe('stages', () => {
  test('what runs locally is what is deployed: the same resources under the same ids', async () => {
    const shape = ({ data, service }: SynthesizedStage) =>
      [data, service].map(({ Resources }) =>
        Object.entries(Resources).map(([id, { Type, Properties }]) => [id, Type, Object.keys(Properties)]),
      );
    expect(shape(await synthesizeStage('local'))).toEqual(shape(await synthesizeStage('production')));
  });

  test.each(STAGES)('settings of %s can be used', (name) => {
    const settings = stages[name];
    expect(settings.province).toMatch(ORGANIZATION_ID);
    for (const origin of settings.corsOrigins) expect(new URL(origin).origin).toBe(origin);
    for (const url of settings.signInReturnUrls) expect(settings.corsOrigins).toContain(new URL(url).origin);
  });

  test('no deployed stage has a first registrar who could be guessed', () => {
    expect([stages.pilot.firstRegistrar, stages.production.firstRegistrar]).not.toContain(
      stages.local.firstRegistrar,
    );
    expect(NOBODY).toMatch(/^[0-]+$/);
  });
});
