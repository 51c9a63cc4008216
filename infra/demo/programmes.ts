/** The programme of each seed, as a rule-maker publishes it: the preset, bound to the seed's organizations. */
import type * as z from 'zod';
import { type programmeBody, programmePreset } from '../../shared/contracts/programme.ts';
import type { Every } from '../../shared/domain/roster/duty.ts';
import hoaiDuc from '../../shared/presets/programmes/hoai-duc-11.json' with { type: 'json' };
import lamDong from '../../shared/presets/programmes/lam-dong-bloc.json' with { type: 'json' };
import saPa from '../../shared/presets/programmes/sa-pa-47.json' with { type: 'json' };
import tuaChua from '../../shared/presets/programmes/tua-chua.json' with { type: 'json' };
import vanQuan from '../../shared/presets/programmes/van-quan.json' with { type: 'json' };
import { type DemoSeed, MONTH, type SeedId } from './seed.ts';

const PRESETS: { readonly [Id in SeedId]: unknown } = {
  'hoai-duc-11': hoaiDuc,
  'van-quan': vanQuan,
  'tua-chua': tuaChua,
  'sa-pa-47': saPa,
  'lam-dong-bloc': lamDong,
};

type Body = z.input<typeof programmeBody>;

/** What the seed's programme asks of offices: how often, and which of them has the i-th organization. */
export function dutyOf(
  seed: SeedId,
  duty: string,
): { readonly every: Every; readonly officeOf: (i: number) => string } {
  const found = programmePreset.parse(PRESETS[seed]).duties.find(({ id }) => id === duty);
  if (found === undefined) throw new TypeError(`The programme of ${seed} has no duty ${duty}.`);
  const { every, offices } = found;
  return { every, officeOf: (i) => offices[i % offices.length] ?? '' };
}

export type DemoProgramme = {
  readonly programme: string;
  readonly revision: string;
  readonly body: Body;
};

/**
 * The seed's district issues its programme and takes part from the first month; model cells take part by a second
 * revision, from the month that everybody reports. Nobody else need be entered when the first is published, so those
 * below are planned by what already holds.
 */
export function programmesOf({ id, district, months, models = [] }: DemoSeed): {
  readonly first: DemoProgramme;
  readonly withModels: DemoProgramme | null;
} {
  const { id: programme, source: _, duties: __, revision, ...rest } = programmePreset.parse(PRESETS[id]);
  const [from = ''] = months;
  const take = { organization: district, part: null, from };
  const published = (at: number, month: string, participants: Body['participants']): DemoProgramme => ({
    programme,
    revision: String(at),
    body: { ...rest, organization: district, from: month, participants },
  });
  return {
    first: published(revision, from, [take]),
    withModels:
      models.length === 0
        ? null
        : published(revision + 1, MONTH, [
            take,
            ...models.map((organization) => ({ organization, part: 'model', from: MONTH })),
          ]),
  };
}
