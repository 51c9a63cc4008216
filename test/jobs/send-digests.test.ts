import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../shared/domain/attention/digest.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { type DigestDeps, DigestsFailedError, sendDigests } from '../../shared/jobs/send-digests.ts';
import { type ApiWorld, apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { finding, inspectionRevision } from '../support/inspections.ts';
import { duty, meetingRevision } from '../support/records.ts';

const OVERDUE = '2026-11-11T00:00:00.000Z';
/** Where this world has officers. */
const OFFICES = ['db-c', 'huyen-b', 'huyen-e', PROVINCE];

class Killed extends Error {
  override readonly name = 'Killed';
}

let world: ApiWorld;
let sent: Digest[];
let deps: DigestDeps;

async function worldWithOfficers(): Promise<ApiWorld> {
  const made = await apiWorld();
  for (const organization of OFFICES) await made.grant('officer', organization);
  return made;
}

beforeEach(async () => {
  world = await worldWithOfficers();
  sent = [];
  deps = { ...world, root: PROVINCE, publish: async (digest) => void sent.push(digest) };
  await world.fold('2026-10');
  world.set(OVERDUE);
});

const told = () => sent.map(({ organization }) => organization);

describe('digests', () => {
  it('go to every officer’s organization where something needs attention, once a day', async () => {
    expect(await sendDigests(deps)).toEqual({ sent: 4, before: 0 });
    expect(told()).toEqual(OFFICES);
    expect(await sendDigests(deps)).toEqual({ sent: 0, before: 4 });
    world.set('2026-11-11T16:59:59.999Z');
    expect(await sendDigests(deps)).toEqual({ sent: 0, before: 4 });
    world.set('2026-11-11T17:00:00.000Z');
    expect(await sendDigests(deps)).toEqual({ sent: 4, before: 0 });
    expect(sent).toHaveLength(8);
  });

  it('say how many of what, Vietnamese first, and nothing where nothing is', async () => {
    await world.events.append(meetingRevision({ organization: 'cs-f' }));
    await world.fold('2026-10');
    await sendDigests(deps);
    expect(told()).toEqual(['db-c', 'huyen-b', PROVINCE]);
    const [vietnamese = '', english = ''] = (sent[1]?.message ?? '').split('\n\n');
    expect(vietnamese).toContain('Kỳ 10/2026:\n- 2 báo cáo chưa nộp\n');
    expect(english).toContain('Period 2026-10:\n- 2 records not handed in yet\n');
    expect(sent[1]?.subject).toBe('Nen Nep: huyen-b, 11/11/2026');
  });

  it('name the organizations in the order of the tree, with what is so, each above whom it stands', async () => {
    await world.events.append(meetingRevision({ organization: 'cs-f' }));
    await world.fold('2026-10');
    await sendDigests(deps);
    const [committee = '', district = '', province = ''] = sent.map(({ message }) => message);
    const overdue = 'Quá hạn chưa báo cáo (hạn 10/11/2026). Hãy hỏi lý do và yêu cầu gửi báo cáo.';
    expect(committee).toContain(`Tổ chức cần chú ý (1):\n- Tổ chức cb-1 (cb-1): ${overdue}\nXem từng`);
    const both = `(2):\n- Tổ chức cs-d (cs-d): ${overdue}\n- Tổ chức cb-1 (cb-1): ${overdue}\nXem từng`;
    expect(district).toContain(`Tổ chức cần chú ý ${both}`);
    expect(province).toContain(`Tổ chức cần chú ý ${both}`);
    expect(province).toContain(
      'Organizations to look at (2):\n- Tổ chức cs-d (cs-d): Overdue since 2026-11-10',
    );
    expect(province).not.toContain('cs-f');
  });

  it('tell findings in the newest month alone, and attendances not made when their month is over', async () => {
    for (const organization of ['cb-1', 'cs-d']) await world.events.append(meetingRevision({ organization }));
    const found = { findings: [finding({ remedyDue: '2026-10-20' })] };
    await world.events.append(inspectionRevision(found, { organization: 'cb-1' }));
    await world.registry.putDuty(duty({ by: 'huyen-b', attends: 'cs-d', from: '2026-10' }), aNote());
    await planSubtree(world.planning, PROVINCE, '2026-10');
    await world.open('2026-11');
    await world.fold('2026-10', '2026-11');
    await sendDigests(deps);
    const message = (office: string) => sent.find(({ organization }) => organization === office)?.message;
    const remedy = '- Tổ chức cb-1 (cb-1): Quá hạn khắc phục';
    expect(message(PROVINCE)).toContain(
      'Kỳ 10/2026:\n- 1 báo cáo quá hạn chưa nộp\n- 1 lượt dự được phân công chưa thực hiện\nTổ chức cần chú ý (2):\n- Tổ chức cs-d',
    );
    expect(message(PROVINCE)).toContain(
      `Kỳ 11/2026:\n- 3 báo cáo chưa nộp\n- 1 hạn chế chưa khắc phục\nTổ chức cần chú ý (1):\n${remedy}`,
    );
    for (const office of ['db-c', PROVINCE]) expect(message(office)?.split(remedy)).toHaveLength(2);
    expect(message('db-c')).not.toContain('10/2026:');
  });

  it('name ten organizations, and count the others', async () => {
    for (let n = 1; n <= 12; n += 1)
      await enterVersion(
        world.registry,
        version(`cs-n${String(n).padStart(2, '0')}`, 'base-cell', 'huyen-e', 'monthly'),
      );
    await planSubtree(world.planning, PROVINCE, '2026-10');
    await world.fold('2026-10');
    await sendDigests(deps);
    const message = sent.find(({ organization }) => organization === 'huyen-e')?.message ?? '';
    expect(message.match(/^- Tổ chức \S+ \(\S+\): Quá hạn/gm)).toHaveLength(10);
    expect(message).toContain('Tổ chức cần chú ý (13):');
    expect(message).toContain('- và 3 tổ chức khác');
    expect(message).toContain('- and 3 more');
  });

  it('wait until an organization asks to be looked at, though records are still missing', async () => {
    world.set('2026-10-28T00:00:00.000Z');
    expect(await sendDigests(deps)).toEqual({ sent: 0, before: 0 });
    world.set('2026-11-05T17:00:00.000Z');
    expect(await sendDigests(deps)).toEqual({ sent: 4, before: 0 });
  });

  it('are quiet while nothing is due, and for closed months', async () => {
    world.set('2026-10-20T00:00:00.000Z');
    expect(await sendDigests(deps)).toEqual({ sent: 0, before: 0 });
    world.set(OVERDUE);
    await world.period({ status: 'closed' });
    expect(await sendDigests(deps)).toEqual({ sent: 0, before: 0 });
  });

  it('tell of a closed month above those alone for whom it is open again, until that is over', async () => {
    const until = '2026-11-20T17:00:00.000Z';
    const reopenings = [{ organization: 'cb-1', until, reopenedAt: OVERDUE }];
    await world.period({ status: 'closed', reopenings });
    expect(await sendDigests(deps)).toEqual({ sent: 3, before: 0 });
    expect(told()).toEqual(['db-c', 'huyen-b', PROVINCE]);
    for (const { message } of sent) {
      expect(message).toContain(
        'Kỳ 10/2026 (đã khóa, mở lại):\nTổ chức cần chú ý (1):\n- Tổ chức cb-1 (cb-1): Quá hạn',
      );
      expect(message).toContain('Kỳ đã khóa được mở lại cho tổ chức này đến hết ngày 20/11/2026.');
    }
    world.set(until);
    expect(await sendDigests(deps)).toEqual({ sent: 0, before: 0 });
  });

  it('follow today’s grants of the role officer, and no others, down to a single cell', async () => {
    const revoke = async (subject: string) => {
      const { revision } = await world.registry.grants(subject);
      await world.registry.putGrants({ subject, grants: [], revision: revision + 1 }, aNote());
    };
    for (const organization of OFFICES) await revoke(`officer@${organization}`);
    for (const role of ['secretary', 'analyst', 'registrar', 'rule-maker', 'client'] as const)
      await world.grant(role, 'huyen-b');
    expect(await sendDigests(deps)).toEqual({ sent: 0, before: 0 });
    const held = async (subject: string, from: string, until: string | null) => {
      const grants = [{ organization: subject, role: 'officer' as const, from, until }];
      await world.registry.putGrants({ subject, grants, revision: 1 }, aNote());
    };
    await held('huyen-e', '2026-11-12', null);
    await held('huyen-b', '2026-01-01', '2026-11-10');
    await held('db-c', '2026-11-11', '2026-11-11');
    await held('cs-f', '2026-01-01', null);
    expect(await sendDigests(deps)).toEqual({ sent: 2, before: 0 });
    expect(told()).toEqual(['cs-f', 'db-c']);
    expect(sent[0]?.message).toContain('Kỳ 10/2026:\n- 1 báo cáo chưa nộp\nTổ chức cần chú ý (1):');
    world.set('2026-11-12T00:00:00.000Z');
    sent = [];
    await sendDigests(deps);
    expect(told()).toEqual(['cs-f', 'huyen-e']);
  });

  it('come once where several hold the office, and where several runs meet', async () => {
    await world.grant('officer', 'huyen-b', 'another');
    await Promise.all([sendDigests(deps), sendDigests(deps), sendDigests(deps)]);
    expect(told().toSorted()).toEqual(OFFICES);
  });

  const failingFor = (...organizations: string[]): DigestDeps => ({
    ...deps,
    publish: async (digest) => {
      if (organizations.includes(digest.organization)) throw new Error('refused');
      sent.push(digest);
    },
  });

  it('go to all others where one fails, which is told and not sent again', async () => {
    await expect(sendDigests(failingFor('db-c', 'huyen-e'))).rejects.toThrow('db-c,huyen-e');
    expect(told()).toEqual(OFFICES.filter((id) => id !== 'db-c' && id !== 'huyen-e'));
    expect(await sendDigests(deps)).toEqual({ sent: 0, before: 4 });
  });

  it('wait for the next run where the topic takes none', async () => {
    await expect(sendDigests(failingFor(...OFFICES))).rejects.toBeInstanceOf(DigestsFailedError);
    expect(await sendDigests(deps)).toEqual({ sent: 1, before: 3 });
  });

  it('come never twice, and to all but those killed in between, wherever and how often a run is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ after: fc.nat({ max: 4 }), sentYet: fc.boolean() }), { maxLength: 3 }),
        async (kills) => {
          const fresh = await worldWithOfficers();
          await fresh.fold('2026-10');
          fresh.set(OVERDUE);
          const arrived: string[] = [];
          const lost: string[] = [];
          const run = async ({ after, sentYet }: { readonly after: number; readonly sentYet: boolean }) => {
            let left = after;
            const publish: DigestDeps['publish'] = async ({ organization }) => {
              if (left > 0 || sentYet) arrived.push(organization);
              else lost.push(organization);
              left -= 1;
              if (left < 0) throw new Killed();
            };
            // Who is dead writes no mark either.
            const putDigestMark: DigestDeps['registry']['putDigestMark'] = (mark) =>
              left < 0 ? Promise.reject(new Killed()) : fresh.registry.putDigestMark(mark);
            const registry = { ...fresh.registry, putDigestMark };
            await sendDigests({ ...fresh, registry, root: PROVINCE, publish }).catch((error: unknown) => {
              if (!(error instanceof Killed) && !(error instanceof DigestsFailedError)) throw error;
            });
          };
          for (const kill of kills) await run(kill);
          await run({ after: OFFICES.length, sentYet: true });
          expect([...arrived, ...lost].toSorted()).toEqual(OFFICES);
        },
      ),
      { numRuns: 40 },
    );
  });
});
