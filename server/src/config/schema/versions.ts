import { z } from 'zod';
import { REFUSAL_CODES } from '../../model/index.ts';

/** A day such as `2027-01-31`, or a moment with its offset; parsed to milliseconds. */
const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((text) => Date.parse(text));

/** Headers that have another meaning, or that not every front passes to the guard. */
const TAKEN =
  /^(accept.*|authorization|connection|content-.*|cookie|date|dpop|expect|forwarded|host|if-.*|keep-alive|latchkey-.*|origin|proxy-.*|range|te|trailer|transfer-encoding|upgrade|via|x-forwarded-.*|x-original-.*|x-real-ip|x-request-id)$/i;

const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]+( ?; ?[a-z][a-z0-9-]*=[a-z0-9.-]+)?$/i;

const version = z
  .strictObject({
    /** As callers write it. */
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/, 'letters, digits, dots and hyphens'),
    /** The date from which callers are advised to use another version (RFC 9745). */
    deprecated: moment.optional(),
    /** When it stops being answered (RFC 8594). */
    sunset: moment.optional(),
    /** Migration notes for its callers. */
    documentation: z
      .string()
      .regex(/^https:\/\/[\x21\x23-\x3b\x3d\x3f-\x7e]+$/, 'an https URL')
      .optional(),
  })
  .refine(({ deprecated, sunset }) => sunset === undefined || (deprecated ?? sunset) <= sunset, {
    path: ['sunset'],
    error: 'not before deprecated (RFC 9745 section 4)',
  });

/** The versions of the API, and how a call names the one that it was written for. */
export const versions = z
  .strictObject({
    /** The header that names the version, such as `Acme-Version`. */
    header: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'a header name')
      .refine((name) => !TAKEN.test(name), 'a header that has no other meaning')
      .optional(),
    /** Instead of a header, the media type in `Accept`: `application/vnd.acme.v{version}+json`. */
    mediaType: z
      .string()
      .refine(
        (type) => type.split('{version}').length === 2 && MEDIA_TYPE.test(type.replace('{version}', '1')),
        'a media type with {version} in it once, such as application/vnd.acme+json; version={version}',
      )
      .optional(),
    /** Newest first. */
    known: z.array(version).min(1),
    /** The version of calls that name none; `null` if they have to name one. */
    default: z.string().nullable(),
    /** With `mediaType`: whether to refuse calls whose `Accept` includes neither it nor a wildcard. */
    otherTypes: z.enum(['refuse', 'pass']).default('refuse'),
  })
  .superRefine(({ header, mediaType, known, default: fallback }, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if ((header === undefined) === (mediaType === undefined)) {
      complain('header', 'give either header or mediaType');
    }
    const names = known.map(({ name }) => name.toLowerCase());
    if (new Set(names).size !== names.length) complain('known', 'each version has its own name');
    const unnamed = known.find(({ name }) => name === fallback);
    if (fallback !== null && !unnamed) complain('default', `no version is called ${fallback}`);
    if (unnamed?.sunset !== undefined) {
      complain(
        'default',
        `${unnamed.name} has a sunset, after which no call without a version would be answered`,
      );
    }
  });

export type VersionPolicy = z.output<typeof versions>;
export type KnownVersion = z.output<typeof version>;

/** Languages that the API answers in, as in `Accept-Language` (RFC 5646). The first is the default. */
export const languages = z
  .array(z.string().regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'a language tag such as en or pt-BR'))
  .min(1);

/**
 * Refusals in the API's own words, by language and code: for a language that Latchkey lacks, or to change its
 * wording. `{scope}` and `{seconds}` are filled in.
 */
export const refusals = z.record(
  z.string(),
  z.partialRecord(
    z.enum(REFUSAL_CODES),
    z.strictObject({ title: z.string().min(1), detail: z.string().min(1) }),
  ),
);
