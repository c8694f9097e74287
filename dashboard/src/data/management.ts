export interface Operations {
  getMe: { answer: { user: { id: string } } };
}
export const OPERATIONS = {
  getMe: ['GET', '/me'],
} as const;
