/** When and how another system says that the user authenticated. */
export const signInElsewhere = `
ALTER TABLE sessions ADD COLUMN elsewhere TEXT;
`;
