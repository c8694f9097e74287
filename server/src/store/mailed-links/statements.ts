import { mailedLinks } from './rows.ts';

export const insertMailedLink = mailedLinks.insert;

export const mailedLink = `
SELECT ${mailedLinks.columns()} FROM mailed_links WHERE hash = :hash AND purpose = :purpose`;

/** Changes no row if another request has used the link. */
export const removeMailedLink = `DELETE FROM mailed_links WHERE hash = :hash`;

export const removeLinksOf = `DELETE FROM mailed_links WHERE user_id = :userId AND purpose = :purpose`;
