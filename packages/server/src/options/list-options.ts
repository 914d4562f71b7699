import { listGroup, type OptionRow } from './list-group.js';
import { serverSchema } from './options.js';
import { pixelSchema } from './pixel-options.js';

/** Lists every option in the order of declaration, for documentation. */
export const listOptions = (): OptionRow[] => [...listGroup(pixelSchema), ...listGroup(serverSchema)];
