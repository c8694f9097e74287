/** Profiles that one word in a configuration asks for; what each demands stands in `profiles/`. */
export const PROFILE_NAMES = ['oauth2.1', 'fapi2', 'mcp'] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];
