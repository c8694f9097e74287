import { z } from 'zod';

/** A text of the API owner: the same for every reader, or one for each language by its tag. */
export type Text = string | Readonly<Record<string, string>>;

/** The texts of an API in its languages: where each stands, and what it says. */
export type Translations = Readonly<
  Record<string, readonly { readonly path: readonly string[]; readonly text: string }[]>
>;

/** Translations are taken out before the schema reads a definition (`language/translations.ts`), so it sees strings alone. */
export const text = z.string().min(1) as unknown as z.ZodType<string, Text>;
