import type { Api } from '../../api.ts';

/** The members of one feature in the server's metadata. A later part replaces members of an earlier one. */
export type MetadataPart = (api: Api) => Record<string, unknown>;
