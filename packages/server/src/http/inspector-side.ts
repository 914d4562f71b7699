import type { Identity } from '../accept/identity.js';
import type { TwinbeamStats } from '../monitoring/twinbeam-stats.js';
import type { BodyBudget } from './body-budget.js';
import type { RequestContext } from './request-context.js';
import type { RouteTable } from './routes.js';

/** What the HTTP side uses of the inspector. */
export interface InspectorSide {
  /** The traced visits. */
  visits: {
    isTraced(context: RequestContext): boolean;
    /** Notes the identity that server code gets for a request, if its visit is traced. */
    noteIdentity(identity: Identity, context: RequestContext): void;
  };
  createRoutes(tools: InspectorTools): RouteTable;
}

/** The parts of an instance that the inspector's routes use. */
export interface InspectorTools {
  readStats(): Promise<TwinbeamStats>;
  budget: BodyBudget;
}
