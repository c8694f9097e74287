import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Page } from '../pages/visitor.ts';

/** The things that a test lets a device do wrong. */
export interface Slip {
  origin?: string;
  rpId?: string;
  /** It asks for no PIN or finger. */
  unverified?: boolean;
  counter?: number;
  challenge?: string;
  userHandle?: string;
  type?: string;
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (data: Buffer | string) => Buffer.from(data).toString('base64url');

/** A device with one passkey, ES256, which counts its signatures unless `counts` is false. */
export class Device {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = base64url(sha256(JSON.stringify(this.#keys.publicKey.export({ format: 'jwk' }))));
  readonly #origin: string;
  readonly #counts: boolean;
  #user = '';
  #counter = 0;

  constructor(origin: string, counts = true) {
    this.#origin = origin;
    this.#counts = counts;
  }

  /** Returns the text that a browser posts when it has made the passkey that `page` asks for. */
  made(page: Page, slip: Slip = {}): string {
    const options = optionsOn(page, 'create');
    this.#user = options.user?.id ?? '';
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const cose = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      ...[Buffer.from(x, 'base64url'), Buffer.from('225820', 'hex'), Buffer.from(y, 'base64url')],
    ]);
    const id = Buffer.from(this.#id, 'base64url');
    const length = Buffer.from([0, id.length]);
    const data = this.#data(options.rp?.id ?? '', { ...slip, counter: 0 }, 0x40);
    const authData = Buffer.concat([data, Buffer.alloc(16), length, id, cose]);
    const object = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
      Buffer.from([0x58, authData.length]),
      authData,
    ]);
    return this.#said({
      clientDataJSON: this.#client('webauthn.create', options.challenge, slip),
      attestationObject: base64url(object),
      transports: ['internal'],
    });
  }

  /** Returns the text that a browser posts when it has used the passkey for `page`. */
  used(page: Page, slip: Slip = {}): string {
    const options = optionsOn(page, 'get|offer');
    if (this.#counts) this.#counter += 1;
    const data = this.#data(options.rpId ?? '', { counter: this.#counter, ...slip }, 0);
    const clientDataJSON = this.#client('webauthn.get', options.challenge, slip);
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    return this.#said({
      clientDataJSON,
      authenticatorData: base64url(data),
      signature: base64url(sign('sha256', signed, this.#keys.privateKey)),
      userHandle: slip.userHandle ?? this.#user,
    });
  }

  #data(rpId: string, { rpId: other, unverified, counter = 0 }: Slip, flags: number): Buffer {
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(counter);
    return Buffer.concat([sha256(other ?? rpId), Buffer.from([flags | (unverified ? 0x01 : 0x05)]), counted]);
  }

  #client(type: string, challenge: string, slip: Slip): string {
    const said = { challenge, origin: this.#origin, type, crossOrigin: false, ...slip };
    const { origin } = said;
    return base64url(
      JSON.stringify({ type: said.type, challenge: said.challenge, origin, crossOrigin: false }),
    );
  }

  #said(response: object): string {
    return JSON.stringify({ id: this.#id, rawId: this.#id, type: 'public-key', response });
  }
}

interface Options {
  challenge: string;
  rpId?: string;
  rp?: { id: string };
  user?: { id: string };
}

/** Returns the options that a page has for the browser. */
export function optionsOn(page: Page, does: string): Options {
  const [, text = ''] = new RegExp(`data-passkey="(?:${does})" data-options="([^"]*)"`).exec(page.text) ?? [];
  return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as Options;
}
