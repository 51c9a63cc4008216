import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createReader } from '../../functions/read-meetings/handler.ts';
import { createHandler } from '../../functions/record-meeting/handler.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, type Request } from '../support/api-world.ts';
import { meetingRecord } from '../support/records.ts';

const REGULAR = '/organizations/cb-1/periods/2026-10/meetings/regular';
const { selfScore: _, ...record } = meetingRecord();

let world: ApiWorld;
let write: ApiFunction;
let read: ApiFunction;
let secretary: string;

beforeEach(async () => {
  world = await apiWorld();
  write = createHandler(world);
  read = createReader(world);
  secretary = await world.grant('secretary', 'cb-1');
});

const put = (body: unknown, request: Request = {}, url = REGULAR) =>
  call(write, 'PUT', url, { subject: secretary, body, ...request });

describe('a first submission', () => {
  it('is stored, answered 201 with its ETag, and read back as it was sent', async () => {
    const answer = await put({ ...record, selfScore: { 'chuyen-can': 17.25 } });
    const known = await put(record);
    expect(answer.status === 201 || known.status === 201).toBe(true);
    const got = await call(read, 'GET', REGULAR, { subject: secretary });
    expect(got).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect(got.body).toMatchObject({ revision: 1, withdrawn: false, onTime: true, record });
  });
});
