import { Fragment } from 'react';

/** A name such as `authorization.granted`, which may go on in the next line after a dot. */
export function Dotted({ text }: { text: string }) {
  return text.split(/(?<=\.)/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name do not move
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
