import type { HttpBindings } from '@hono/node-server';
import type { Caller } from 'latchkey';
import type { Actor } from './record-store.ts';
import type { Version } from './versions.ts';

/** What a handler finds beside the request: who calls, for which business, in which version. */
export type Env = {
  Bindings: HttpBindings & { caller: Caller };
  Variables: { actor: Actor; version: Version };
};
