/** A fault in a request, and its place. */
export interface Fault {
  /** JSON pointer into the body, as a fragment: `#/property/postcode`. */
  pointer?: string;
  /** Name of a query parameter. */
  parameter?: string;
  detail: string;
}

/** A refusal of the API itself, sent as `application/problem+json` (RFC 9457). */
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
 * The same answer for a record that does not exist, belongs to another tenant or was not selected, and the
 * same as the guard's: an attacker must not be able to distinguish them.
 */
export function notFound(): Problem {
  return new Problem(404, 'not_found', 'Not Found', 'There is nothing here under this address.');
}

/** A well-formed body that cannot be processed. */
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
