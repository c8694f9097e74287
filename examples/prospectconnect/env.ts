import type { HttpBindings } from '@hono/node-server';
import type { Caller } from 'latchkey';
import type { Actor } from './record-store.ts';
import type { Version } from './versions.ts';

/** The variables of a handler: the caller, the business, the version. */
export type Env = {
  Bindings: HttpBindings & { caller: Caller };
  Variables: { actor: Actor; version: Version };
};
