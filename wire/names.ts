/** The header in which Latchkey names the caller of a call to the API. Its value is a signed identity. */
export const IDENTITY_HEADER = 'latchkey-identity';

/** `typ` of an identity: it prevents the use of any other token of Latchkey as one (RFC 8725 section 3.11). */
export const IDENTITY_TYPE = 'latchkey-identity+jwt';

/** With this header a guard says that it reuses decisions for other calls and reports those. */
export const REUSE_HEADER = 'latchkey-reuse';

/** The header with the reference to the selected resources that a guard asks for. */
export const SELECTION_HEADER = 'latchkey-selection';

/** The header of a signed question: the API's endpoint, the digest of the question, and a nonce. */
export const QUESTION_HEADER = 'latchkey-question';

/** `typ` of a signed question, and of the answer, which has the question's nonce. */
export const QUESTION_TYPE = 'latchkey-question+jwt';
export const ANSWER_TYPE = 'latchkey-answer+jwt';
