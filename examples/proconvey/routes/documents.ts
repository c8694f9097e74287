import { createHash } from 'node:crypto';
import type { Handlers } from '../../contract/app.ts';
import { pageRequest } from '../../contract/paging.ts';
import { badParameter, notFound, Problem } from '../../contract/problem.ts';
import { freshRecord } from '../../contract/tenant-table.ts';
import { chosen } from '../filters.ts';
import type { OrganisationRecords, RecordsOf } from '../organisation-records.ts';
import type { Document } from '../types.ts';

/** The largest document, in bytes. */
export const DOCUMENT_LIMIT = 10 * 1024 * 1024;

/** Documents of cases. The body is the bytes of the document, described by the query. */
export function documentHandlers(records: RecordsOf, now: () => string): Handlers {
  return {
    listDocuments: ({ caller, query }) =>
      records(caller).documents.page(pageRequest(query), chosen(query, ['case_id'])),

    uploadDocument: ({ caller, query, body, request, reply }) => {
      const own = records(caller);
      const caseId = String(query.case_id);
      if (!own.cases.get(caseId)) throw badParameter('case_id', 'is no case of the organisation');
      const name = String(query.name);
      if (!name.isWellFormed() || name.includes('\0')) throw badParameter('name', 'is no valid text');
      if (!Buffer.isBuffer(body) || body.length === 0) {
        throw new Problem(
          400,
          'invalid_request',
          'Bad Request',
          'The body is empty; send the document in it.',
        );
      }
      const document: Document = {
        ...freshRecord('doc', now()),
        case_id: caseId,
        name,
        media_type: mediaType(request.headers['content-type']),
        size_bytes: body.length,
        sha256: createHash('sha256').update(body).digest('hex'),
        uploaded_by: caller.user?.id ?? null,
      };
      own.together(() => {
        own.documents.insert(document);
        own.contents.write(document.id, body);
      });
      reply.code(201);
      return document;
    },

    getDocument: ({ caller, params }) => theDocument(records(caller), params.document_id),

    downloadDocument: ({ caller, params, reply }) => {
      const own = records(caller);
      const document = theDocument(own, params.document_id);
      const bytes = own.contents.read(document.id);
      if (!bytes) throw notFound();
      return (
        reply
          .type(document.media_type)
          // An uploaded file must never run as a page of this host.
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeExtended(document.name)}`)
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "default-src 'none'; sandbox")
          .header('cache-control', 'private, no-store')
          .header('etag', `"${document.sha256}"`)
          .send(Buffer.from(bytes))
      );
    },

    renameDocument: ({ caller, params, body }) => {
      const own = records(caller);
      const document = theDocument(own, params.document_id);
      return own.documents.update(document.id, { ...(body as Pick<Document, 'name'>), updated_at: now() });
    },

    deleteDocument: ({ caller, params }) => {
      const own = records(caller);
      own.documents.remove(theDocument(own, params.document_id).id);
    },
  };
}

function theDocument(own: OrganisationRecords, id: string | undefined): Document {
  const found = own.documents.get(id ?? '');
  if (!found) throw notFound();
  return found;
}

/** Without parameters such as `charset`, which most documents do not need. */
function mediaType(header: string | undefined): string {
  return (header ?? 'application/octet-stream').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * RFC 8187: encodes the characters that `encodeURIComponent` leaves but an extended value may not contain.
 */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replaceAll(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
}
