import { EventEmitter, once } from 'node:events';
import type { TestContext } from 'node:test';
import {
  type Allowed,
  createGuard,
  type GuardCall,
  type GuardOptions,
  type LocalOptions,
  type Refused,
  type StreamEvent,
} from '../../src/index.ts';
import { localDecisions } from '../../src/local.ts';
import type { World } from './world.ts';

export interface Guarded {
  call(token: string, over?: Partial<GuardCall>): Promise<Allowed | Refused>;
  /** Returns the basis of a call's decision, or the code of its refusal. */
  basis(token: string, over?: Partial<GuardCall>): Promise<string | undefined>;
  /** Waits until the stream says so, beginning now. */
  next(event: StreamEvent): Promise<void>;
  /** For a guard with `local` of its own, which passes on what its stream says. */
  heard(event: StreamEvent): void;
  problems: string[];
  close(): Promise<void>;
}

/** A guard that decides by itself and is up to date. */
export async function guarded(
  t: TestContext | null,
  world: Pick<World, 'url' | 'key' | 'host'>,
  local: LocalOptions = {},
  options: Partial<GuardOptions> = {},
): Promise<Guarded> {
  const guard = unfollowed(world, local, options);
  t?.after(() => guard.close());
  await guard.next('up');
  return guard;
}

/** The same without waiting for the stream. */
export function unfollowed(
  { url, key, host }: Pick<World, 'url' | 'key' | 'host'>,
  local: LocalOptions = {},
  options: Partial<GuardOptions> = {},
): Guarded {
  const events = new EventEmitter();
  const problems: string[] = [];
  const guard = createGuard({
    url,
    key,
    local: localDecisions({
      onProblem: (problem) => problems.push(problem),
      onStream: (event) => events.emit(event),
      ...local,
    }),
    ...options,
  });
  const call: Guarded['call'] = (token, over = {}) =>
    guard({
      method: 'GET',
      host,
      uri: '/things',
      authorization: `Bearer ${token}`,
      headers: {},
      ip: '192.0.2.7',
      ...over,
    });
  return {
    call,
    async basis(token, over) {
      const answer = await call(token, over);
      return answer.allowed ? answer.basis : codeOf(answer);
    },
    next: async (event) => void (await once(events, event)),
    heard: (event) => void events.emit(event),
    problems,
    close: () => guard.close(),
  };
}

export function codeOf({ body }: Refused): string {
  return JSON.parse(new TextDecoder().decode(body)).code;
}
