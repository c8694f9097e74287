/** One thing that is wrong with a request, and where. */
export interface Fault {
  /** JSON pointer into the body, as a fragment: `#/property/postcode`. */
  pointer?: string;
  /** Name of a query parameter. */
  parameter?: string;
  detail: string;
}

/** A refusal of the API's own, answered as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly statusCode: number;
  readonly code: string;
  readonly title: string;
  readonly faults: Fault[];

  constructor(statusCode: number, code: string, title: string, detail: string, faults: Fault[] = []) {
    super(detail);
    this.statusCode = statusCode;
    this.code = code;
    this.title = title;
    this.faults = faults;
  }

  body(): Record<string, unknown> {
    return {
      type: 'about:blank',
      title: this.title,
      status: this.statusCode,
      detail: this.message,
      code: this.code,
      ...(this.faults.length > 0 && { errors: this.faults }),
    };
  }
}

/**
 * The same words for a record that does not exist, for one of another customer and for one that was not
 * selected, and the same as the guard's own: an answer must not tell them apart.
 */
export function notFound(): Problem {
  return new Problem(404, 'not_found', 'Not Found', 'There is nothing here under this address.');
}

/** A body that is well-formed but cannot be carried out as it stands. */
export function unprocessable(faults: Fault[]): Problem {
  const detail = faults.map((fault) => `${fault.pointer ?? 'the body'}: ${fault.detail}`).join('; ');
  return new Problem(422, 'validation_failed', 'Unprocessable Content', `${detail}.`, faults);
}

export function badParameter(parameter: string, detail: string): Problem {
  const message = `Query parameter ${parameter}: ${detail}.`;
  return new Problem(400, 'invalid_request', 'Bad Request', message, [{ parameter, detail }]);
}

export function conflict(detail: string, pointer: string): Problem {
  return new Problem(409, 'conflict', 'Conflict', detail, [{ pointer, detail }]);
}
