/** A fault in a request; `pointer` is a JSON Pointer as a fragment: `#/filter/stage`. */
export interface Fault {
  pointer?: string;
  parameter?: string;
  detail: string;
}

/** A refusal as the client sees it (RFC 9457). Thrown where it is found, sent by the app's error handler. */
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

  response(): Response {
    const { title, status, message: detail, code, extra } = this;
    return Response.json(
      { type: 'about:blank', title, status, detail, code, ...extra },
      { status, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } },
    );
  }
}

/**
 * The same answer for a record that does not exist and one of another business: an attacker must not learn
 * that it exists.
 */
export function notFound(): Problem {
  return new Problem(404, 'not_found', 'Not Found', 'There is nothing here under this address.');
}

/** An invalid query string: 400. */
export function invalidQuery(faults: Fault[]): Problem {
  const detail = faults.map((fault) => `Query parameter ${fault.parameter}: ${fault.detail}`).join('; ');
  return new Problem(400, 'invalid_request', 'Bad Request', `${detail}.`, { errors: faults });
}

/** A JSON body that cannot be processed: 422, with every fault and its place. */
export function invalidBody(faults: Fault[]): Problem {
  const detail = faults.map((fault) => `${fault.pointer}: ${fault.detail}`).join('; ');
  return new Problem(422, 'validation_failed', 'Unprocessable Content', `${detail}.`, { errors: faults });
}
