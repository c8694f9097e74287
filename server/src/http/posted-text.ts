import { ok, type Result, refused } from '../lib/result.ts';
import { decodeUtf8 } from './basic-credentials.ts';
import type { Inbound } from './inbound.ts';

/** The largest body of an OAuth request, in bytes. Real requests are far smaller. */
const LARGEST = 64 * 1024;

export type EntityProblem =
  | 'parameters_in_url'
  | 'body_encoded'
  | 'media_type_unsupported'
  | 'body_too_large'
  | 'body_aborted'
  | 'form_malformed';

export interface PostedText {
  /** `null` if the request names none. */
  mediaType: 'application/x-www-form-urlencoded' | 'application/json' | null;
  text: string;
}

/**
 * Reads the body of a request to an OAuth endpoint as text. Rejects parameters in the URL, a content
 * encoding, an unsupported media type, a body that is too large, and invalid UTF-8.
 */
export async function readPostedText(request: Inbound): Promise<Result<PostedText, EntityProblem>> {
  // RFC 6749 section 3.2: parameters are sent in the body only. URLs end up in logs and histories.
  if (request.query !== '') return refused('parameters_in_url');
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return refused('body_encoded');
  const header = request.headers['content-type'];
  const mediaType = header === undefined ? null : readMediaType(header);
  if (mediaType === undefined) return refused('media_type_unsupported');
  const body = await request.body(LARGEST);
  if (!body.ok) return refused(body.problem === 'too_large' ? 'body_too_large' : 'body_aborted');
  const text = decodeUtf8(body.value);
  return text === null ? refused('form_malformed') : ok({ mediaType, text });
}

const FORM = 'application/x-www-form-urlencoded';

function readMediaType(header: string): PostedText['mediaType'] | undefined {
  if (header === FORM) return FORM;
  const [type, ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?(?:utf-8|us-ascii)"?$/.test(charset)) return undefined;
  return type === FORM || type === 'application/json' ? type : undefined;
}
