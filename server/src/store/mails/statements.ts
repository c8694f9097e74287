import { mails } from './rows.ts';

const mail = mails.columns();

export const insertMail = mails.insert;
export const dueMails = `SELECT ${mail} FROM mails WHERE due_at <= :now ORDER BY due_at LIMIT :limit`;
export const newestMails = `SELECT ${mail} FROM mails ORDER BY created_at DESC, id LIMIT :limit`;
/** As far as a limit: more are too many as well. */
export const countMails = `SELECT count(*) FROM (SELECT 1 FROM mails LIMIT :limit) AS slice`;
export const takeMail = `UPDATE mails SET attempts = :attempts, due_at = :dueAt WHERE id = :id`;
/** Only of the attempt that ended: a later one has counted itself. */
export const postponeMail = `
UPDATE mails SET due_at = :dueAt, answer = :answer WHERE id = :id AND attempts = :attempts`;
export const removeMail = `DELETE FROM mails WHERE id = :id AND attempts = :attempts`;
