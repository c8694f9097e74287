import { hash } from 'node:crypto';
import type { CallHeaders, GuardCall } from '../types.ts';

/** The parts of a call that an outcome can depend on, parsed once. */
export interface Question {
  method: string;
  host: string;
  /** The segments of the path, as sent. */
  segments: string[];
  /** SHA-256 of the credentials: tokens themselves are not kept in memory. */
  token: string;
  ip: string;
  header(name: string): string | undefined;
}

/** A bearer token. A proof of possession is valid for one call only, so Latchkey has to judge it. */
const BEARER = /^bearer +[A-Za-z0-9\-._~+/]+=*$/i;
/** A token in the query is refused in any spelling; `access_token` in any encoding contains one of these. */
const MAY_HOLD_TOKEN = /access_token|%(?:6[135bef]|7[34]|5f)/i;

/** Returns `null` for a call that only Latchkey can judge. */
export function readQuestion(call: GuardCall): Question | null {
  const header = (name: string) => headerOf(call.headers, name);
  // The body decides what the call needs, so an outcome for its address does not apply.
  if (call.operation !== undefined) return null;
  const authorization = call.authorization ?? header('authorization');
  if (authorization === undefined || !BEARER.test(authorization)) return null;
  const mark = call.uri.indexOf('?');
  if (mark >= 0 && MAY_HOLD_TOKEN.test(call.uri.slice(mark))) return null;
  const path = mark < 0 ? call.uri : call.uri.slice(0, mark);
  if (!path.startsWith('/')) return null;
  return {
    method: call.method,
    host: call.host,
    segments: path.slice(1).split('/'),
    token: hash('sha256', authorization, 'base64url'),
    ip: call.ip,
    header,
  };
}

function headerOf(headers: CallHeaders, name: string): string | undefined {
  let all = headers[name];
  for (const each of Object.keys(headers)) {
    if (each === name || each.length !== name.length || each.toLowerCase() !== name) continue;
    const more = headers[each];
    if (more !== undefined) all = all === undefined ? more : [all, more].flat();
  }
  if (typeof all === 'string' || all === undefined) return all;
  return all.length === 0 ? undefined : all.join(', ');
}
