import { z } from 'zod';

/** In characters. A signature by a large RSA key, with its certificate, stays far below. */
const LONGEST = 16_384;
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const common = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).default({}),
};

const asserted = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
});

const created = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,30}$/))
      .max(10)
      .default([]),
  }),
});

export type Asserted = z.output<typeof asserted>;
export type Created = z.output<typeof created>;

/** Reads what a browser says of a passkey that was used; `null` if it cannot be that. */
export function readAsserted(text: string): Asserted | null {
  return read(asserted, text);
}

/** The same of one that was made. */
export function readCreated(text: string): Created | null {
  return read(created, text);
}

/** Returns the challenge that an answer is for. It is not verified here. */
export function challengeIn({ response }: Asserted | Created): string {
  try {
    const data: unknown = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString('utf8'));
    return typeof data === 'object' && data !== null && 'challenge' in data ? String(data.challenge) : '';
  } catch {
    return '';
  }
}

function read<Value>(shape: z.ZodType<Value>, text: string): Value | null {
  if (text.length > LONGEST) return null;
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
