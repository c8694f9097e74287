import type { Api } from '../../api.ts';
import { NOTHING_HERE } from '../../guard/refusals.ts';
import { type Answer, problem } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sameSecret } from '../../lib/compare.ts';

export function provesGuardKey({ keys }: Pick<Api, 'keys'>, { headers }: Pick<Inbound, 'headers'>): boolean {
  const key = headers['latchkey-guard-key'];
  return typeof key === 'string' && sameSecret(key, keys.guardKey());
}

export function strangersFindNothing(): Answer {
  return problem(404, 'not_found', 'Not Found', NOTHING_HERE);
}
