/** What lies below an organization, found the way an officer finds it: from the committee's figure down to where it comes from. */
import pMap from 'p-map';
import type { Card, Evidence, Facts, HeldInspection } from './evidence.ts';
import { measure } from './figure.ts';

const AT_ONCE = 8;

const isCell = ({ kind }: Card): boolean => kind === 'cell' || kind === 'base-cell';

/** Cells of any depth below. */
export async function cellsBelow(
  evidence: Evidence,
  organization: string,
  month: string,
): Promise<readonly Card[]> {
  const children = await evidence.children(organization, month);
  const committees = children.filter((one) => !isCell(one) && one.kind !== 'body');
  const deeper = await pMap(committees, (one) => cellsBelow(evidence, one.organization, month), {
    concurrency: AT_ONCE,
  });
  return [...children.filter(isCell), ...deeper.flat()];
}

/** Grassroots organizations of a district: committees and base cells directly below it. */
export const grassroots = async (evidence: Evidence, district: string, month: string) =>
  (await evidence.children(district, month)).filter(({ kind }) => kind !== 'body');

export const factsOf = async (evidence: Evidence, cards: readonly Card[]): Promise<readonly Facts[]> =>
  (await pMap(cards, ({ organization }) => evidence.facts(organization), { concurrency: AT_ONCE })).filter(
    (facts) => facts !== null,
  );

export type InspectionBelow = HeldInspection & { readonly organization: string; readonly kind: string };

const counted = (card: Card): number =>
  measure(card, 'attendances') + measure(card, 'inspections') + measure(card, 'supervisions');

/** Attendances, inspections and supervisions of everybody below, followed down by their number. */
export async function inspectionsBelow(
  evidence: Evidence,
  organization: string,
  month: string,
): Promise<readonly InspectionBelow[]> {
  const inspected = (await evidence.children(organization, month)).filter((card) => counted(card) > 0);
  const lists = await pMap(
    inspected,
    async (card): Promise<readonly InspectionBelow[]> => {
      const own = (await evidence.inspections(card.organization, month)).map((one) => ({
        ...one,
        organization: card.organization,
        kind: card.kind,
      }));
      return own.length === counted(card)
        ? own
        : [...own, ...(await inspectionsBelow(evidence, card.organization, month))];
    },
    { concurrency: AT_ONCE },
  );
  return lists.flat();
}

/** `2026-12-15-inspection-‹by›` */
export const kindAndBy = ({ key }: HeldInspection): { readonly kind: string; readonly by: string } => {
  const [kind = '', ...by] = key.slice('2026-12-15-'.length).split('-');
  return { kind, by: by.join('-') };
};
