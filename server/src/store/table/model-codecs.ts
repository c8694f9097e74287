import type { AuthorizationContext, ManagerHold } from '../../model/index.ts';
import { NO_CONTEXT } from '../../model/index.ts';
import { nullable, object, oneOf } from './codecs.ts';
import type { Codec } from './table.ts';

export const mode = oneOf('live', 'sandbox');

/** A member added later reads from older rows as its default. */
export const context: Codec<AuthorizationContext> = {
  write: (value) => JSON.stringify(value),
  read: (value, column) => ({ ...NO_CONTEXT, ...object.read(value, column) }),
};

export const held = nullable(object as Codec<Record<string, unknown>> as unknown as Codec<ManagerHold>);
