import type { Dialect } from './dialect.ts';

/** A token request without a media type is read as a form. One with another type is still refused. */
export const formWithoutContentType: Dialect = {
  name: 'form-without-content-type',
  tokenBody: { mediaType: null },
};
