/** The figures' evidence out of the API; each answer is asked for once. */
import type { Client } from '../../../shared/contracts/client.ts';
import * as routes from '../../../shared/contracts/routes.ts';
import { annualCountsOf } from '../../../shared/domain/events/annual-facts.ts';
import { childrenOf } from '../children.ts';
import { YEAR } from '../seed.ts';
import type { Evidence, HeldInspection, HeldMeeting } from './evidence.ts';

const PAGE = '100';

/** @param analyst reads scorecards and records; inspections are an officer's to read */
export function apiEvidence(analyst: Client, inspector: Client): Evidence {
  const once = new Map<string, Promise<unknown>>();
  const ask = <T>(what: string, answer: () => Promise<T>): Promise<T> => {
    const asked = (once.get(what) as Promise<T> | undefined) ?? answer();
    once.set(what, asked);
    return asked;
  };

  async function facts(organization: string) {
    const answer = await analyst.call(routes.getFacts, { params: { organization, period: YEAR } });
    if (!answer.ok || answer.body.facts === null) return null;
    const { facts } = answer.body;
    return { ...annualCountsOf(facts), classification: facts.classification };
  }

  async function meetings(organization: string, period: string): Promise<readonly HeldMeeting[]> {
    const { items } = await analyst.need(routes.listMeetings, {
      params: { organization, period },
      query: { limit: PAGE },
    });
    return items.flatMap(({ key, record }) => (record === null ? [] : [{ ...record, key }]));
  }

  async function inspections(organization: string, period: string): Promise<readonly HeldInspection[]> {
    const { items } = await inspector.need(routes.listInspections, {
      params: { organization, period },
      query: { limit: PAGE },
    });
    return items.flatMap(({ key, record }) => (record === null ? [] : [{ key, plan: record.plan }]));
  }

  return {
    card: (organization, period) =>
      ask(`card ${organization} ${period}`, () =>
        analyst.need(routes.getScorecard, { params: { organization, period } }),
      ),
    children: (organization, period) =>
      ask(`children ${organization} ${period}`, () => childrenOf(analyst, organization, period)),
    facts: (organization) => ask(`facts ${organization}`, () => facts(organization)),
    meetings: (organization, month) =>
      ask(`meetings ${organization} ${month}`, () => meetings(organization, month)),
    inspections: (organization, month) =>
      ask(`inspections ${organization} ${month}`, () => inspections(organization, month)),
  };
}
