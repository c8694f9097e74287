import type { Api } from '../../api.ts';

/** What one feature says about itself in the server's metadata; a later part replaces members of an earlier one. */
export type MetadataPart = (api: Api) => Record<string, unknown>;
