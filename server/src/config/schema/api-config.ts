import type { z } from 'zod';
import type { ScopeConfig, schema } from './schema.ts';

/** What an API owner writes. */
export type ApiDefinition = z.input<typeof schema>;

/** A definition with every default filled in and every scope in its long form. */
export type ApiConfig = Omit<z.output<typeof schema>, 'scopes'> & { scopes: Record<string, ScopeConfig> };
