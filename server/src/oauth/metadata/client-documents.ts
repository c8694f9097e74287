import type { MetadataPart } from './part.ts';

/** Client ID Metadata Documents section 5. */
export const clientDocumentsMetadata: MetadataPart = ({ config }) =>
  config.clientMetadataDocuments ? { client_id_metadata_document_supported: true } : {};
