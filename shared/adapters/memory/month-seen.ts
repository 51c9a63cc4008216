/** Lets a write through only while a month is as far as it was seen to be, and changes nothing of it. */
import type { MonthSeen } from '../../ports/registry.ts';
import { isKind, PERIODS, type Stored } from './stored-item.ts';
import type { MemoryWrite } from './table.ts';

export const monthCheck = ({ month, status }: MonthSeen): MemoryWrite<Stored> => ({
  pk: PERIODS,
  sk: month,
  value: (stored) => stored,
  allowed: (stored) => (isKind('period')(stored) ? stored.state.status : null) === status,
});
