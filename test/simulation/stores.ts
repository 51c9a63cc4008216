/** The stores of a world: the memory adapters, with all that a test may look at. */
import type { MemoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import type { MemoryRegistry } from '../../shared/adapters/memory/registry.ts';
import type { MemoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';

export type Stores = {
  readonly registry: MemoryRegistry;
  readonly events: MemoryEventStore;
  readonly scorecards: MemoryScorecardStore;
};
