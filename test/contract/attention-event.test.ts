import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  ATTENTION_DETAIL_TYPE,
  attentionEvent,
  attentionEventOf,
  EVENT_SOURCE,
} from '../../shared/contracts/attention-event.ts';
import { ATTENTION_CODES } from '../../shared/domain/attention/attention-words.ts';
import { announcement } from '../support/announcements.ts';

const documentation = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');
const schema = JSON.parse(
  readFileSync(new URL('../../docs/attention-event.schema.json', import.meta.url), 'utf8'),
);
const blocks = [...documentation.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json));

describe('docs/events.md', () => {
  it('shows an event as it is sent', () => {
    const [example] = blocks;
    expect(example).toMatchObject({ source: EVENT_SOURCE, 'detail-type': ATTENTION_DETAIL_TYPE });
    expect(attentionEvent.parse(example.detail)).toEqual(example.detail);
    expect(Object.keys(example.detail).sort()).toEqual(Object.keys(attentionEvent.shape).sort());
  });

  it('explains every field and every code, and no others', () => {
    const explained = [...documentation.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual([...Object.keys(attentionEvent.shape), ...ATTENTION_CODES].sort());
  });

  it('stands beside the schema, which lets fields be added', () => {
    expect(schema).toEqual(z.toJSONSchema(attentionEvent, { io: 'input' }));
  });
});

describe('an event', () => {
  it('says what the list says, under an id that names the item', () => {
    const { month, ...item } = announcement();
    expect(attentionEventOf(announcement())).toEqual({
      version: 1,
      id: 'cb-1/2026-10/due-soon',
      period: month,
      ...item,
    });
  });
});
