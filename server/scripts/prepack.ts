import { EXPLORER_SCRIPT } from '../src/explorer/script.ts';
import { makeExplorerScript } from './explorer-script.ts';

/* What npm runs before it packs: those who install Latchkey have no development packages. */
await makeExplorerScript(EXPLORER_SCRIPT);
