import { z } from 'zod';
import { isMailAddress } from '../../lib/mail-address.ts';
import { shapeProblem } from '../api/shapes.ts';

/** The application's own id of a person. It never passes to another person. */
const subject = z.string().regex(/^[\x21-\x7e]{1,255}$/, shapeProblem('subjectId'));

const resource = z.strictObject({ type: z.string().min(1).max(100), id: z.string().min(1).max(200) });

/** The application has authenticated a person. */
export const acceptedSignIn = z.strictObject({
  subject,
  name: z.string().trim().min(1).max(200),
  email: z.string().refine(isMailAddress, shapeProblem('mailAddress')),
  /** Whether the application knows that the address is the person's. */
  emailVerified: z.boolean().default(false),
  /** All places that the person has. One that an earlier sign-in gave and that is missing here ends. */
  memberships: z
    .array(
      z.strictObject({
        tenant: z.string().regex(/^[\x21-\x7e]{1,100}$/, shapeProblem('tenantId')),
        role: z.string().min(1).max(100),
        /** Adds the tenant, if there is none with this id. */
        tenantName: z.string().trim().min(1).max(200).optional(),
      }),
    )
    .max(1_000)
    .optional(),
  /** When the person authenticated; without it, just now. */
  authenticatedAt: z.iso.datetime().optional(),
  /** How (RFC 8176), such as `["pwd", "otp"]`. */
  amr: z
    .array(z.string().regex(/^[a-z0-9_.:-]{1,50}$/, shapeProblem('methodReference')))
    .max(10)
    .default([]),
  acr: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, shapeProblem('contextClass'))
    .optional(),
});

export const refusedChallenge = z.strictObject({
  /** A sentence for the person. */
  reason: z.string().trim().min(1).max(300).optional(),
});

export const acceptedConsent = z.strictObject({
  /** The tenant that the person chose, of those on offer; without it, `tenant` of the challenge. */
  tenant: z.string().min(1).max(100).optional(),
  /** The optional scopes that the person left ticked; without it, all of them. */
  scopes: z.array(z.string().min(1).max(200)).max(200).optional(),
  /** When the connection ends: one of `expiry` of the challenge; without it, the first choice. */
  expiry: z.union([z.int().min(1), z.enum(['untilRevoked', 'unchanged'])]).optional(),
  /** The resources that the person selected, of those on offer. Needed where the scopes select resources. */
  resources: z.array(resource).max(5_000).optional(),
});

export type AcceptedSignIn = z.output<typeof acceptedSignIn>;
export type RefusedChallenge = z.output<typeof refusedChallenge>;
export type AcceptedConsent = z.output<typeof acceptedConsent>;

/** The address to which the application sends the browser. */
export const goOn = z.object({ redirectTo: z.string() });

const shownClient = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['confidential', 'public', 'platform']),
  mode: z.enum(['live', 'sandbox']),
  /** Whether somebody has checked that it is what its name says. */
  verified: z.boolean(),
  /** The host by which a person recognises it. */
  host: z.string().nullable(),
  /** Where the browser goes in the end, as the consent page says it. */
  destination: z.string(),
});

const shownScope = z.object({
  name: z.string(),
  title: z.string(),
  /** Whether it was granted before. */
  granted: z.boolean(),
  /** Whether the person may leave it out. */
  optional: z.boolean(),
});

export const shownChallenge = z
  .object({
    purpose: z.enum(['sign_in', 'consent']),
    client: shownClient.nullable(),
    scopes: z.array(shownScope),
    prompt: z.array(z.string()),
    expiresAt: z.iso.datetime(),
    /** Of a sign-in. */
    loginHint: z.string().nullable(),
    maxAge: z.number().nullable(),
    uiLocales: z.array(z.string()),
    tenant: z.object({ id: z.string(), name: z.string() }).nullable(),
    message: z.string().nullable(),
    /** Of a consent. */
    person: z.object({ user: z.string(), subject: z.string().nullable(), role: z.string() }).nullable(),
    tenants: z.array(z.object({ id: z.string(), name: z.string(), role: z.string() })),
    expiry: z.array(z.union([z.number(), z.string()])),
    authorizationDetails: z.array(z.record(z.string(), z.unknown())),
    resources: z
      .array(
        resource.extend({
          name: z.string(),
          parent: resource
            .nullable()
            .describe(
              'The resource that it is in, if that is on offer as well: a choice of that one chooses all in it.',
            ),
        }),
      )
      .nullable(),
  })
  .meta({ id: 'SignInChallenge', description: 'A sign-in or a consent that your application decides.' });

export type ShownChallenge = z.output<typeof shownChallenge>;
