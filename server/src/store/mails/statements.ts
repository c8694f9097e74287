import { mails } from './rows.ts';

const mail = mails.columns();

/** One with an id of before that waits already is not written again. */
export const insertMail = `${mails.insert} ON CONFLICT (id) DO NOTHING`;
export const anyMailDue = `SELECT 1 FROM mails WHERE due_at <= :now LIMIT 1`;
export const newestMails = `SELECT ${mail} FROM mails ORDER BY created_at DESC, id LIMIT :limit`;
/** As far as a limit: more are too many as well. */
export const countMails = `SELECT count(*) FROM (SELECT 1 FROM mails LIMIT :limit) AS slice`;
/** Counts the attempt. Rows that another node takes at this moment are passed over. */
export const takeMails = `
UPDATE mails SET attempts = attempts + 1, due_at = :until
WHERE id IN (SELECT id FROM mails WHERE due_at <= :now ORDER BY due_at LIMIT :limit /* skip locked */)
RETURNING ${mail}`;
/** Only of the attempt that ended: a later one has counted itself. */
export const postponeMail = `
UPDATE mails SET due_at = :dueAt, answer = :answer WHERE id = :id AND attempts = :attempts`;
export const removeMail = `DELETE FROM mails WHERE id = :id AND attempts = :attempts`;
