import { required, serveProcess } from '../contract/process.ts';
import { proconveyApp } from './app.ts';

await serveProcess(() =>
  proconveyApp({
    folder: required('DATA'),
    latchkey: { url: required('LATCHKEY_URL'), audience: 'proconvey' },
  }),
);
