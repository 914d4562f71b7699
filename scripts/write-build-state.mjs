// The end of `pnpm build`.
import { fileURLToPath } from 'node:url';
import { writeBuildState } from './build-state.mjs';

writeBuildState(fileURLToPath(new URL('../', import.meta.url)));
