import type { Api } from '../../api.ts';
import type { Decide } from '../../guard/decision.ts';
import { NOTHING_HERE } from '../../guard/refusal/refusals.ts';
import { type Answer, problem } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sameSecret } from '../../lib/compare.ts';
import type { OperationTable } from '../../openapi/operation-table.ts';
import type { ForSdks } from '../sdk/reusable.ts';

/** One API as its internal endpoints see it. */
export interface InternalApi {
  api: Api;
  operations: OperationTable;
  decide: Decide;
  /** Returns the protected resource metadata for a host, as served, and a path. */
  resourceMetadata(host: string, path: string): Answer | null;
  sdks: ForSdks;
}

/** @param path the part after `/.latchkey/<api>/` */
export type Handler<At> = (at: At, request: Inbound, path: string) => Answer | Promise<Answer>;

/** An endpoint below `/.latchkey/<api>/`. If its path ends with a slash, it answers every path below it. */
export interface InternalEndpoint<At = InternalApi> {
  path: string;
  answer: Handler<At>;
}

export const READ = ['GET', 'HEAD'];

/** Answers 405 to every other method. */
export function only<At>(methods: readonly string[], handle: Handler<At>, hint?: string): Handler<At> {
  const allow = methods.join(', ');
  return (at, request, path) => {
    if (methods.includes(request.method)) return handle(at, request, path);
    return problem({
      status: 405,
      code: 'method_not_allowed',
      detail: hint ?? `Use ${allow}.`,
      headers: { allow },
    });
  };
}

/**
 * Answers 404 without the guard key: an attacker could otherwise try tokens here unseen by the API's proxy. A
 * wrong key is logged, for the operator who set up the proxy.
 */
export function withGuardKey<At extends Pick<InternalApi, 'api'>>(handle: Handler<At>): Handler<At> {
  return (at, request, path) => {
    const key = single(request, 'latchkey-guard-key');
    const isRight = key !== undefined && at.api.keys.guardKeys().some((each) => sameSecret(key, each));
    if (isRight) return handle(at, request, path);
    if (key !== undefined) at.api.log.warn({ api: at.api.config.name }, 'a request had a wrong guard key');
    return nothing();
  };
}

export function nothing(): Answer {
  return problem({ status: 404, code: 'not_found', detail: NOTHING_HERE });
}

/** The value of a header; several are joined by commas. */
export function single(request: Inbound, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
