/** The planned day of a regular meeting, as it goes over the wire. */
import * as z from 'zod';
import type { ScheduleRevision } from '../domain/events/schedule.ts';
import { fact } from './facts.ts';
import { instant, label, localDate, month, organizationId, timeOfDay } from './primitives.ts';

const shape = { plannedOn: localDate, plannedAt: fact(timeOfDay), theme: fact(label(300)) };

export const putScheduleBody = z.strictObject(shape).meta({
  id: 'ScheduleSubmission',
  description: 'The day planned for the regular meeting; the hour and the theme may come later. No names',
  examples: [{ plannedOn: '2026-10-13', plannedAt: '19:30', theme: null }],
});

export const schedule = z
  .strictObject({
    organization: organizationId,
    period: month,
    revision: z.int().min(1),
    recordedAt: instant,
    recordedBy: z.string(),
    schedule: z.strictObject(shape).nullable(),
  })
  .meta({ id: 'Schedule', outputId: 'ScheduleStored' });

export const scheduleToWire = ({
  organization,
  month: period,
  revision,
  recordedAt,
  recordedBy,
  record,
}: ScheduleRevision): z.output<typeof schedule> => ({
  organization,
  period,
  revision,
  recordedAt,
  recordedBy,
  schedule: record,
});
