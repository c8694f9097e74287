import { Params, type ParamsProblem } from '../../http/params.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Pairs } from '../dialects/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';

/** Reads parameters strictly. Problems are OAuth reasons. */
export function readParams(pairs: Pairs): Result<Params, OAuthProblem> {
  const params = Params.of(pairs);
  return params.ok ? ok(params.value) : refused(paramsProblem(params.problem));
}

export function paramsProblem(problem: ParamsProblem): OAuthProblem {
  switch (problem.kind) {
    case 'malformed':
      return { reason: 'form_malformed' };
    case 'unkept':
      return { reason: 'text_unkept' };
    case 'too_many':
      return { reason: 'too_many_parameters' };
    case 'duplicate':
      // The name could be a misplaced secret, so it is returned only if it looks like a name.
      return {
        reason: 'parameter_repeated',
        parameter: /^[a-z_]{1,30}$/.test(problem.name) ? problem.name : '(unnamed)',
      };
  }
}
