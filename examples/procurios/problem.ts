/** A fault in a request and its place: a JSON Pointer fragment or a query parameter. */
export interface Fault {
  pointer?: string;
  parameter?: string;
  detail: string;
}

/** A refusal, thrown where it is found and sent as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly extra: Record<string, unknown>;

  constructor(
    status: number,
    code: string,
    title: string,
    detail: string,
    extra: Record<string, unknown> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.extra = extra;
  }

  body(): string {
    const { title, status, message: detail, code, extra } = this;
    return JSON.stringify({ type: 'about:blank', title, status, detail, code, ...extra });
  }
}

/** The same answer for an object that does not exist and one of another association. */
export function notFound(): Problem {
  return new Problem(404, 'not_found', 'Not Found', 'There is nothing here under this address.');
}

export function badRequest(detail: string, faults?: Fault[]): Problem {
  return new Problem(400, 'invalid_request', 'Bad Request', detail, faults ? { errors: faults } : {});
}

/** A JSON body that cannot be stored: every fault with its place. */
export function unprocessable(faults: Fault[]): Problem {
  const detail = faults.map((fault) => `${fault.pointer}: ${fault.detail}`).join('; ');
  return new Problem(422, 'validation_failed', 'Unprocessable Content', `${detail}.`, { errors: faults });
}

/** Errors of Express and its body parser, as problems of this API. Any other error is a 500. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (type === 'entity.too.large') {
    return new Problem(413, 'too_large', 'Content Too Large', 'A body may have at most 64 KiB.');
  }
  if (type === 'encoding.unsupported') {
    return new Problem(
      415,
      'unsupported_media_type',
      'Unsupported Media Type',
      'Send the body as it is, without Content-Encoding.',
    );
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return badRequest('The request cannot be read: its path or its body is broken.');
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'unknown error'}\n`);
  return new Problem(500, 'internal_error', 'Internal Server Error', 'Something went wrong on our side.');
}
