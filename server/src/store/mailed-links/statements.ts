import { mailedLinks } from './rows.ts';

export const insertMailedLink = mailedLinks.insert;

export const mailedLink = `
SELECT ${mailedLinks.columns()} FROM mailed_links WHERE hash = :hash AND purpose = :purpose`;

export const removeLinksOf = `DELETE FROM mailed_links WHERE user_id = :userId AND purpose = :purpose`;

export const removeMailedLink = `DELETE FROM mailed_links WHERE hash = :hash`;
