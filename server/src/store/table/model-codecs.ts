import type { AuthorizationContext, ManagerHold } from '../../model/index.ts';
import { NO_CONTEXT } from '../../model/index.ts';
import { nullable, object, oneOf } from './codecs.ts';
import type { Codec } from './row.ts';

export const mode = oneOf('live', 'sandbox');

/** A member that has its default is not written, so that rows are short; so it reads as one that was added later. */
export const context: Codec<AuthorizationContext> = {
  write: (value) => {
    const said: Partial<Record<keyof AuthorizationContext, unknown>> = {};
    for (const name of Object.keys(value) as (keyof AuthorizationContext)[]) {
      const [member, nothing] = [value[name], NO_CONTEXT[name]];
      const isEmpty = Array.isArray(nothing) && Array.isArray(member) && member.length === 0;
      if (member !== nothing && !isEmpty) said[name] = member;
    }
    return JSON.stringify(said);
  },
  read: (value, column) => (value === '{}' ? NO_CONTEXT : { ...NO_CONTEXT, ...object.read(value, column) }),
};

export const held = nullable(object as Codec<Record<string, unknown>> as unknown as Codec<ManagerHold>);
