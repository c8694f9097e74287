import { EXPLORER_SCRIPT } from '../src/explorer/script.ts';
import { makeExplorerScript } from './explorer-script.ts';

/* npm runs this before it packs, because users of the package have no development packages. */
await makeExplorerScript(EXPLORER_SCRIPT);
