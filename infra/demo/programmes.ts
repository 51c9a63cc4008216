/** The programme of each seed, as a rule-maker publishes it: the preset, bound to the seed's organizations. */
import type * as z from 'zod';
import { type programmeBody, programmePreset } from '../../shared/contracts/programme.ts';
import hoaiDuc from '../../shared/presets/programmes/hoai-duc-11.json' with { type: 'json' };
import lamDong from '../../shared/presets/programmes/lam-dong-bloc.json' with { type: 'json' };
import saPa from '../../shared/presets/programmes/sa-pa-47.json' with { type: 'json' };
import tuaChua from '../../shared/presets/programmes/tua-chua.json' with { type: 'json' };
import vanQuan from '../../shared/presets/programmes/van-quan.json' with { type: 'json' };
import type { DemoSeed, SeedId } from './seed.ts';

const PRESETS: { readonly [Id in SeedId]: unknown } = {
  'hoai-duc-11': hoaiDuc,
  'van-quan': vanQuan,
  'tua-chua': tuaChua,
  'sa-pa-47': saPa,
  'lam-dong-bloc': lamDong,
};

export type DemoProgramme = {
  readonly programme: string;
  readonly revision: string;
  readonly body: z.input<typeof programmeBody>;
};

/** The seed's district issues its programme and takes part; model cells take part by themselves, too. */
export function programmeOf({ id, district, months, models = [] }: DemoSeed): DemoProgramme {
  const { id: programme, revision, source: _, ...rest } = programmePreset.parse(PRESETS[id]);
  const [from = ''] = months;
  return {
    programme,
    revision: String(revision),
    body: {
      ...rest,
      organization: district,
      from,
      participants: [
        { organization: district, part: null, from },
        ...models.map((organization) => ({ organization, part: 'model', from })),
      ],
    },
  };
}
