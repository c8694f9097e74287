import { required, serveProcess } from '../contract/process.ts';
import { convertApp } from './app.ts';

await serveProcess(() =>
  convertApp({
    folder: required('DATA'),
    latchkey: { url: required('LATCHKEY_URL'), audience: 'convert' },
    guardKey: required('LATCHKEY_GUARD_KEY'),
  }),
);
