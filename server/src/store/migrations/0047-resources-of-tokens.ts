/** The resources that a personal access token is limited to. One that stands already is limited to none, as before. */
export const resourcesOfTokens = `
ALTER TABLE personal_tokens ADD COLUMN resources TEXT;
`;
