import type { EntityProblem } from '../../http/posted-text.ts';
import type { BodyProblem } from '../dialects/dialect.ts';
import { invalidRequest, shortened, type Wire } from './wire.ts';

/** A request that cannot be parsed. */
export const FORM = {
  // RFC 6749 section 3.2: URLs end up in logs and histories.
  parameters_in_url: invalidRequest('Parameters belong in the body, not in the URL.'),
  body_too_large: { ...invalidRequest('The body is larger than 64 KiB.'), status: 413 },
  body_aborted: invalidRequest('The body ended before it was complete.'),
  body_encoded: invalidRequest('Content-Encoding is not supported; send the body as it is.'),
  media_type_missing: invalidRequest('Content-Type is missing; send application/x-www-form-urlencoded.'),
  media_type_unsupported: invalidRequest('Content-Type must be application/x-www-form-urlencoded in UTF-8.'),
  form_malformed: invalidRequest('The parameters are not form-urlencoded UTF-8.'),
  text_unkept: invalidRequest('A parameter has the character U+0000, or half of a surrogate pair, in it.'),
  json_malformed: invalidRequest('The body is not well-formed JSON.'),
  json_not_flat: invalidRequest('The JSON body must be one object of strings, each name once.'),
  too_many_parameters: invalidRequest('There are too many parameters.'),
  parameter_repeated: ({ parameter }: Parameter) =>
    invalidRequest(`The parameter ${shortened(parameter)} stands more than once.`),
  parameter_missing: ({ parameter }: Parameter) =>
    invalidRequest(`The parameter ${shortened(parameter)} is missing.`),
} satisfies Record<EntityProblem | BodyProblem, Wire> & Record<string, Wire>;

export interface Parameter {
  /** The parameter's name, if it looks like one: a secret in the wrong place must not be echoed. */
  parameter: string;
}
