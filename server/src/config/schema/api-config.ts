import type { z } from 'zod';
import type { ScopeConfig, schema } from './schema.ts';
import type { Translations } from './text.ts';

/** The configuration as an API owner writes it. */
export type ApiDefinition = z.input<typeof schema>;

/** A definition with all defaults and every scope in its long form. */
export type ApiConfig = Omit<z.output<typeof schema>, 'scopes'> & {
  scopes: Record<string, ScopeConfig>;
  translations: Translations;
};
