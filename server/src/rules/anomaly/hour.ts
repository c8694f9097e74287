import type { Activity, Instant } from '../../model/index.ts';
import { blockOf } from './block.ts';

/** An hour of one subject, by the blocks that its requests came from. */
export interface Hour {
  at: Instant;
  calls: number;
  refused: number;
  blocks: UsedBlock[];
}

export interface UsedBlock {
  block: string;
  /** The network of the block that most requests came from. */
  network: string;
  requests: number;
  refreshed: number;
  repeated: number;
  firstAt: Instant;
  lastAt: Instant;
}

/** @param rows of one subject and one hour; at least one */
export function hourOf(at: Instant, rows: readonly Activity[]): Hour {
  const blocks = new Map<string, UsedBlock & { most: number }>();
  const hour = { at, calls: 0, refused: 0 };
  for (const { network, allowed, refused, refreshed, repeated, firstAt, lastAt } of rows) {
    hour.calls += allowed + refused;
    hour.refused += refused;
    const block = blockOf(network);
    if (block === null) continue;
    const requests = allowed + refused + refreshed + repeated;
    const used = blocks.get(block);
    if (!used) {
      blocks.set(block, { block, network, most: requests, requests, refreshed, repeated, firstAt, lastAt });
      continue;
    }
    if (requests > used.most) Object.assign(used, { network, most: requests });
    used.requests += requests;
    used.refreshed += refreshed;
    used.repeated += repeated;
    used.firstAt = Math.min(used.firstAt, firstAt);
    used.lastAt = Math.max(used.lastAt, lastAt);
  }
  return { ...hour, blocks: [...blocks.values()] };
}

/** Returns whether two blocks were used at the same time, and not one after the other. */
export function overlaps(one: UsedBlock, other: UsedBlock): boolean {
  return one.firstAt < other.lastAt && other.firstAt < one.lastAt;
}
