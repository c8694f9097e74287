import type { Api } from '../../api.ts';
import type { ApiConfig, DialectName } from '../../config/index.ts';
import type { Inbound } from '../../http/inbound.ts';
import { type Result, refused } from '../../lib/result.ts';
import type { Confirmation, GrantType } from '../../model/index.ts';
import type { AuthenticatedClient } from '../client-auth/index.ts';
import type { Dialect } from '../dialects/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import type { TokenForm } from '../token-form.ts';
import type { TokenAnswer } from './token-answer.ts';

/** What a handler works with. `Required` and `Optional` are the parameters that its grant declares. */
export interface GrantCall<Required extends string, Optional extends string> {
  api: Api;
  request: Inbound;
  client: AuthenticatedClient;
  params: Record<Required, string> & Partial<Record<Optional, string>>;
  /** Values of `resource`, which every grant takes (RFC 8707 section 2.2). */
  resources: string[];
  /** The key that this request proved, by DPoP or by a client certificate: what is issued is bound to it. */
  confirmation: Confirmation | null;
  /** Uses up the proof of that key, if one came. To be called once all checks have passed, before the store is changed. */
  useProof(): Promise<Result<null, OAuthProblem>>;
  dialects: readonly Dialect[];
  used: readonly DialectName[];
}

/** A token request whose client has proved itself, before its grant has looked at its parameters. */
export type TokenCall = Pick<
  GrantCall<never, never>,
  'api' | 'request' | 'client' | 'confirmation' | 'useProof'
> & { form: TokenForm };

/** A grant type, ready to be selected by a request. */
export interface SelectableGrant {
  type: GrantType;
  /** Whether an API has switched it on. */
  enabled(config: ApiConfig): boolean;
  /** Whether a client without credentials of its own is turned away. */
  confidentialOnly: boolean;
  handle(call: TokenCall): Promise<Result<TokenAnswer, OAuthProblem>>;
}

/** Makes a grant from the parameters it declares and its handler; missing required ones are refused here. */
export function defineGrant<const Required extends string, const Optional extends string>(definition: {
  type: GrantType;
  /** Absent: on for every API. */
  enabled?: (config: ApiConfig) => boolean;
  confidentialOnly?: boolean;
  required: readonly Required[];
  optional: readonly Optional[];
  handle(call: GrantCall<Required, Optional>): Promise<Result<TokenAnswer, OAuthProblem>>;
}): SelectableGrant {
  return {
    type: definition.type,
    enabled: definition.enabled ?? (() => true),
    confidentialOnly: definition.confidentialOnly ?? false,
    async handle({ form, useProof, ...call }) {
      const { client } = call;
      const declared = [...definition.required, ...definition.optional];
      const missing = definition.required.find((name) => !form.params.has(name));
      if (missing) return refused({ reason: 'parameter_missing', parameter: missing, clientId: client.id });
      const values = declared.map((name) => [name, form.params.get(name)] as const);
      const params = Object.fromEntries(values.filter(([, value]) => value !== undefined));
      let proofUsed = false;
      const outcome = await definition.handle({
        ...call,
        params: params as GrantCall<Required, Optional>['params'],
        resources: form.params.all('resource'),
        useProof: () => {
          proofUsed = true;
          return useProof();
        },
        dialects: form.dialects,
        used: form.used,
      });
      if (outcome.ok && !proofUsed) throw new TypeError(`${definition.type} leaves its proof unused.`);
      if (outcome.ok) return outcome;
      return refused({ clientId: client.id, dialects: [...form.used], ...outcome.problem });
    },
  };
}
