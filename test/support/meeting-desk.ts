/** The secretary of cell cb-1 at work: hands in, amends, withdraws and reads the regular meeting of October. */
import { createHandler as createReader } from '../../functions/read-meetings/handler.ts';
import { createHandler as createWriter } from '../../functions/record-meeting/handler.ts';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { apiWorld, call, type Request } from './api-world.ts';
import { meetingRecord } from './records.ts';

export const REGULAR = '/organizations/cb-1/periods/2026-10/meetings/regular';
export const RECORD = recordToWire(meetingRecord());
/** Another record of the same meeting. */
export const OTHER = { ...RECORD, minutesComplete: false };
export const REASON = 'Biên bản được bổ sung';

export const ifMatch = (revision: number) => ({ 'if-match': `"${revision}"` });

export async function meetingDesk() {
  const world = await apiWorld();
  const write = createWriter(world);
  const read = createReader(world);
  const secretary = await world.grant('secretary', 'cb-1');
  return {
    world,
    write,
    read,
    secretary,
    put: (body: unknown, headers: Request['headers'] = {}, url = REGULAR) =>
      call(write, 'PUT', url, { subject: secretary, body, headers }),
    withdraw: (headers: Request['headers'] = {}, body?: unknown) =>
      call(write, 'DELETE', REGULAR, {
        subject: secretary,
        headers,
        ...(body === undefined ? {} : { body }),
      }),
    get: (url = REGULAR) => call(read, 'GET', url, { subject: secretary }),
    stored: () => world.events.all(),
  };
}
export type MeetingDesk = Awaited<ReturnType<typeof meetingDesk>>;
