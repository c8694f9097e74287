import { z } from 'zod';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { ClientSettings } from '../../model/index.ts';

const software = z.string().min(1).max(200).optional();
const metadata = z.object({ software_id: software, software_version: software });

/** The software that a client runs, by its own or a statement's claim (RFC 7591 section 2). */
export function readSoftwareMetadata(body: unknown): Result<ClientSettings, string> {
  const parsed = metadata.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(`${String(issue?.path[0] ?? 'the body')}: ${issue?.message ?? 'is not usable'}`);
  }
  const { software_id: id, software_version: version } = parsed.data;
  return ok({
    ...(id === undefined ? {} : { softwareId: id }),
    ...(version === undefined ? {} : { softwareVersion: version }),
  });
}

/** Returns the same metadata for the answer, with the statement exactly as sent (RFC 7591 section 3.2.1). */
export function softwareMetadataOf(settings: ClientSettings): Record<string, unknown> {
  const members = {
    software_id: settings.softwareId,
    software_version: settings.softwareVersion,
    software_statement: settings.softwareStatement,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
