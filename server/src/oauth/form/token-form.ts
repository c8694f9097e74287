import type { Api } from '../../api.ts';
import type { DialectName } from '../../config/index.ts';
import { type BasicCredentials, readBasic } from '../../http/basic-credentials.ts';
import type { Inbound } from '../../http/inbound.ts';
import { decodeForm, type Params } from '../../http/params.ts';
import { type PostedText, readPostedText } from '../../http/posted-text.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import {
  bodyDialect,
  bodyReader,
  countDialects,
  type Dialect,
  dialectsOf,
  inStandardForm,
  type Pairs,
} from '../dialects/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import { type KnownClient, lookUpClient } from './known-client.ts';
import { paramsProblem, readParams } from './parameters.ts';

/**
 * A parsed request to the token, revocation or introspection endpoint. The client is not authenticated yet.
 */
export interface TokenForm {
  params: Params;
  basic: BasicCredentials | null;
  /** The client that it names, or `null` if there is no such client. */
  named: KnownClient | null;
  /** The dialects of that client, and those that this request has used so far. */
  dialects: readonly Dialect[];
  used: readonly DialectName[];
}

/** Reads header and body of a posted request, strictly after the client's dialects were applied. */
export async function parseTokenForm(
  api: Api,
  request: Inbound,
  towards: 'everybody' | 'own' = 'everybody',
): Promise<Result<TokenForm, OAuthProblem>> {
  const posted = await readPostedText(request);
  if (!posted.ok) return refused({ reason: posted.problem });
  const basic = readBasic(request.headers.authorization);
  if (!basic.ok) return refused({ reason: basic.problem });

  const sent = pairsIn(posted.value);
  const found = await lookUpClient(api, sent.ok ? sent.value : [], request.ip, basic.value?.id);
  const named = found.ok ? found.value : null;
  const dialects = dialectsOf(api.config, named?.client, towards);
  const concerning = (problem: OAuthProblem) =>
    refused({ ...problem, ...(named ? { clientId: named.client.id } : {}) });
  const { mediaType } = posted.value;
  const isForm = mediaType === 'application/x-www-form-urlencoded';
  const letIn = isForm ? null : bodyDialect(dialects, mediaType);
  if (!isForm && letIn === null) {
    return concerning({ reason: mediaType === null ? 'media_type_missing' : 'media_type_unsupported' });
  }
  if (!sent.ok) return concerning(sent.problem);

  const standard = inStandardForm(dialects, 'tokenRequest', sent.value);
  const used: DialectName[] = [...(letIn === null ? [] : [letIn]), ...standard.used];
  countDialects(api, used);
  const params = readParams(standard.pairs);
  if (!params.ok) return concerning(params.problem);
  return ok({ params: params.value, basic: basic.value, named, dialects, used });
}

function pairsIn({ mediaType, text }: PostedText): Result<Pairs, OAuthProblem> {
  const read = bodyReader(mediaType);
  if (read) {
    const pairs = read(text);
    return pairs.ok ? pairs : refused({ reason: pairs.problem });
  }
  const pairs = decodeForm(text);
  return pairs.ok ? pairs : refused(paramsProblem(pairs.problem));
}
