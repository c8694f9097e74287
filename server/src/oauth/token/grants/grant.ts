import type { Api } from '../../../api.ts';
import type { DialectName } from '../../../config/index.ts';
import type { Inbound } from '../../../http/inbound.ts';
import { type Result, refused } from '../../../lib/result.ts';
import type { Confirmation, DeclaredGrant } from '../../../model/index.ts';
import type { AuthenticatedClient } from '../../client-auth/index.ts';
import type { Dialect } from '../../dialects/index.ts';
import type { OAuthProblem } from '../../errors/problem.ts';
import type { TokenForm } from '../../form/token-form.ts';
import type { MetadataPart } from '../../metadata/part.ts';
import type { TokenAnswer } from '../token-answer.ts';

/** A token request as its handler gets it, with the parameters that its grant declares. */
export interface GrantCall<Declared extends DeclaredGrant> {
  api: Api;
  request: Inbound;
  client: AuthenticatedClient;
  params: Record<Declared['required'][number], string> &
    Partial<Record<Declared['optional'][number], string>>;
  /** Values of `resource`, which every grant accepts (RFC 8707 section 2.2). */
  resources: string[];
  /** The key that this request proved, by DPoP or a client certificate: the issued tokens are bound to it. */
  confirmation: Confirmation | null;
  /**
   * Spends the proof of that key, if there is one. Call it after all checks have passed, before the store is
   * changed.
   */
  useProof(): Promise<Result<null, OAuthProblem>>;
  dialects: readonly Dialect[];
  used: readonly DialectName[];
}

/** A token request of an authenticated client, before its grant reads its parameters. */
export type TokenCall = Pick<
  GrantCall<DeclaredGrant>,
  'api' | 'request' | 'client' | 'confirmation' | 'useProof'
> & { form: TokenForm };

/** A grant as the token endpoint uses it. */
export interface HandledGrant {
  /** The members of the server's metadata beside `grant_types_supported`. */
  metadata: MetadataPart;
  handle(call: TokenCall): Promise<Result<TokenAnswer, OAuthProblem>>;
}

/** Combines a grant's declaration with its handler. A missing required parameter is refused here. */
export function handleGrant<Declared extends DeclaredGrant>(
  declared: Declared,
  handle: (call: GrantCall<Declared>) => Promise<Result<TokenAnswer, OAuthProblem>>,
  metadata: MetadataPart = () => ({}),
): HandledGrant {
  return {
    metadata,
    async handle({ form, useProof, ...call }) {
      const { client } = call;
      const missing = declared.required.find((name) => !form.params.has(name));
      if (missing) return refused({ reason: 'parameter_missing', parameter: missing, clientId: client.id });
      const params: Partial<Record<string, string>> = {};
      for (const names of [declared.required, declared.optional]) {
        for (const name of names) {
          const value = form.params.get(name);
          if (value !== undefined) params[name] = value;
        }
      }
      let proofUsed = false;
      const outcome = await handle({
        ...call,
        params: params as GrantCall<Declared>['params'],
        resources: form.params.all('resource'),
        useProof: () => {
          proofUsed = true;
          return useProof();
        },
        dialects: form.dialects,
        used: form.used,
      });
      if (outcome.ok && !proofUsed) throw new TypeError(`${declared.type} leaves its proof unused.`);
      if (outcome.ok) return outcome;
      return refused({ clientId: client.id, dialects: [...form.used], ...outcome.problem });
    },
  };
}
