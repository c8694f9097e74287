/** The profiles that a configuration can name; their demands are in `profiles/`. */
export const PROFILE_NAMES = ['oauth2.1', 'fapi2', 'mcp'] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];
