import { z } from 'zod';
import { isMailAddress } from '../../lib/mail-address.ts';
import type { Hex } from '../branding/contrast.ts';

const colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'a colour such as #2f4bd8')
  .transform((text) => text.toLowerCase() as Hex);

const picture = z
  .string()
  .regex(
    /\.(svg|png|webp|jpe?g)$/i,
    'the path of an SVG, PNG, WebP or JPEG file, relative to the configuration',
  );

const page = z.string().regex(/^https:\/\/[^\s"<>]+$/, 'an https URL');

/** How pages and mails look as the API owner's own. The name is `title`. */
export const branding = z.strictObject({
  /** Shown in place of the name, at most 11 rem wide and 2 rem high; `dark` on a dark ground. */
  logo: z.union([picture, z.strictObject({ light: picture, dark: picture })]).optional(),
  /** The icon in the browser's tab. */
  favicon: picture.optional(),
  /** The colour of links and of the main button, in the light scheme; or one for each scheme. */
  accent: z.union([colour, z.strictObject({ light: colour, dark: colour })]).optional(),
  /** Links below every page and mail. */
  terms: page.optional(),
  privacy: page.optional(),
  /** Where people get help: an address of mails, or a page. */
  support: z
    .union([z.string().refine(isMailAddress), page], { error: 'an e-mail address, or an https URL' })
    .optional(),
});

export type Branding = z.output<typeof branding>;
