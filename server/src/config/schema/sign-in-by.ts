import { z } from 'zod';
import { provider } from './providers.ts';

const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1|([a-z0-9-]+\.)*localhost)(:\d{1,5})?\//;

/** A page of the API owner's own application. Plain http is enough on the machine of a developer. */
const ownPage = z
  .url()
  .refine(
    (text) =>
      (text.startsWith('https://') || LOCAL.test(text)) &&
      !text.includes('#') &&
      !/^\w+:\/\/[^/]*@/.test(text),
    'an https URL of your application without fragment, or one at http://localhost',
  );

/** How people sign in here. Without anything: by an e-mail address and a password that Latchkey knows. */
export const signInBy = z.strictObject({
  /** The API owner's own application signs people in, who never see a page of Latchkey for that. */
  handOver: z
    .strictObject({
      /** Browsers are sent there with `challenge`. */
      signInUrl: ownPage,
      /** Likewise for consent to verified clients; without it, Latchkey's own page asks. */
      consentUrl: ownPage.optional(),
    })
    .optional(),
  /**
   * `offered`: everybody may turn on a second step after the password; `managers`: those who manage a tenant need one;
   * `required`: everybody does. A user who needs one and has none sets it up before they are signed in.
   */
  secondStep: z.enum(['offered', 'managers', 'required']).default('offered'),
  /** OpenID providers, each with a button on the sign-in page. */
  providers: z.array(provider).max(20).default([]),
  /** Whether people sign in by a password that Latchkey knows, beside providers. */
  passwords: z.boolean().default(true),
  /** Whether people may sign in with passkeys. While it is off, those that they have wait. */
  passkeys: z.boolean().default(true),
});

export type SignInBy = z.output<typeof signInBy>;
