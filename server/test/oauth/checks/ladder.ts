import assert from 'node:assert/strict';
import { BEARER } from '../../../src/oauth/errors/bearer.ts';
import { ERRORS } from '../../../src/oauth/errors/problem.ts';
import { ACCOUNTS } from '../acme.ts';
import type { Reply, Served } from '../serve.ts';

/** A request that fails every check of an endpoint, and is mended for one after the other. */
export interface Asked {
  method: string;
  host: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  /** Makes the DPoP proof anew for each request; `null` sends none beside `headers`. */
  proof: (() => string) | null;
  /** Each name once. */
  form: Record<string, string>;
  /** Sent as it is in place of the form. */
  body: string | null;
}

/** A check, a reason of its refusal, and the change after which a request passes it. */
export type Rung = [check: string, reason: string, mend: (asked: Asked) => unknown];

/** Checks that several endpoints ask, by the name of all. */
export interface Part {
  part: string;
  rungs: Rung[];
}

export interface Ladder {
  endpoint: string;
  asked: Asked;
  rungs: (Rung | Part)[];
  /** The status of the request that passes every check. */
  ends: number;
}

export function asked(path: string, over: Partial<Asked> = {}): Asked {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const nothing = { query: '', proof: null, form: {}, body: null };
  return { method: 'POST', host: ACCOUNTS, path, headers, ...nothing, ...over };
}

export async function climb(served: Served, { endpoint, asked, rungs, ends }: Ladder): Promise<void> {
  for (const [check, reason, mend] of rungs.flatMap((each) => ('part' in each ? each.rungs : [each]))) {
    assert.equal(await refusal(served, asked), reason, `${endpoint}: ${check}`);
    await mend(asked);
  }
  const reply = await send(served, asked);
  assert.equal(reply.status, ends, `${endpoint}: ${reply.text} ${reply.headers.location}`);
}

/** The reason as the log has it, or as it follows from the words of the answer. */
async function refusal(served: Served, asked: Asked): Promise<string> {
  const before = await served.rows('token.refused');
  const reply = await send(served, asked);
  const [row, ...earlier] = await served.rows('token.refused');
  if (row && earlier.length === before.length) return String(row.code);
  const { location = '' } = reply.headers;
  const told = location === '' ? reply.json : Object.fromEntries(new URL(location).searchParams);
  const description = told.error_description ?? unescaped(reply.text);
  const [inner] = [...Object.entries(ERRORS), ...Object.entries(BEARER)].flatMap(([name, wire]) => {
    const sentence = typeof wire === 'function' || !('description' in wire) ? undefined : wire.description;
    return sentence !== undefined && String(description).includes(sentence) ? [name] : [];
  });
  const onPage = /<code>(\w+)<\/code>/.exec(reply.text)?.[1];
  return inner ?? String(told.error ?? onPage ?? reply.status);
}

function unescaped(page: string): string {
  return page.replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

function send(served: Served, { query, proof, form, body, headers, ...rest }: Asked): Promise<Reply> {
  const dpop = proof === null ? {} : { dpop: proof() };
  const fields = new URLSearchParams(form).toString();
  const inQuery = rest.method === 'GET' ? fields : query;
  return served.call({
    ...rest,
    path: inQuery === '' ? rest.path : `${rest.path}?${inQuery}`,
    headers: { ...headers, ...dpop },
    body: body ?? (rest.method === 'GET' ? '' : fields),
  });
}
