import type { Api } from '../../api.ts';

/** The last change of each tenant that is under way. */
const queues = new WeakMap<Api, Map<string, Promise<unknown>>>();

/**
 * Changes of one tenant, one after the other: two managers who demote each other at the same moment would both
 * see the other still there.
 */
export function inTurn<Outcome>(api: Api, tenantId: string, act: () => Promise<Outcome>): Promise<Outcome> {
  const queue = queues.get(api) ?? new Map<string, Promise<unknown>>();
  queues.set(api, queue);
  const turn = (queue.get(tenantId) ?? Promise.resolve()).then(act, act);
  queue.set(tenantId, turn);
  const leave = () => {
    if (queue.get(tenantId) === turn) queue.delete(tenantId);
  };
  turn.then(leave, leave);
  return turn;
}
