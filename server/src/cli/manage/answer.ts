import { StartError } from '../../config/environment/start-error.ts';
import { listed } from '../listing.ts';
import type { Terminal } from '../terminal.ts';
import type { ServerAnswer } from './server.ts';

/** Prints an answer; returns the cursor of the next page, if it is a list that has one. Throws for a problem. */
export function show(
  { status, mediaType, body }: ServerAnswer,
  json: boolean,
  { say }: Terminal,
): string | null {
  if (status >= 400) throw new StartError(problemIn(status, mediaType, body));
  if (body === '') return null;
  if (mediaType !== 'application/json') {
    say(body.trimEnd());
    return null;
  }
  const answer = JSON.parse(body) as { data?: Record<string, unknown>[]; next?: string | null };
  if (!Array.isArray(answer.data)) {
    say(JSON.stringify(answer, null, json ? 0 : 2));
    return null;
  }
  for (const line of listed(answer.data, json, (row) => Object.values(row).map(cell))) say(line);
  return answer.next ?? null;
}

function cell(value: unknown): string | number | null {
  if (value === null || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(cell).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function problemIn(status: number, mediaType: string, body: string): string {
  if (mediaType !== 'application/problem+json') return `The server answers ${status}.`;
  const { detail, errors = [] } = JSON.parse(body) as {
    detail: string;
    errors?: { pointer?: string; parameter?: string; detail: string }[];
  };
  const places = errors.map(({ pointer, parameter, detail: says }) => `  ${pointer ?? parameter}: ${says}`);
  return [detail, ...places].join('\n');
}
