import type { RequestHandler } from 'express';
import { analyseQuality } from '../analysis/analyse-quality.js';
import { createErrorBody } from '../graph/error-body.js';
import { findTokenRefusal, readToken, type TokenRules } from './access-token.js';
import type { GraphContext } from './graph-endpoint.js';

/**
 * Creates the handler of `GET /v{N}/dataset_quality`, in the format of Meta's Dataset Quality API, with figures of the
 * received events. https://developers.facebook.com/docs/marketing-api/conversions-api/dataset-quality-api
 */
export const createQualityEndpoint =
  (context: Pick<GraphContext, 'store' | keyof TokenRules>): RequestHandler =>
  (req, res) => {
    const refusal = findTokenRefusal(readToken(req), context);
    if (refusal) return void res.status(401).json(createErrorBody(refusal.reason, 190));
    const { dataset_id: datasetId } = req.query;
    if (typeof datasetId !== 'string' || !/^\d+$/.test(datasetId)) {
      return void res.status(400).json(createErrorBody('(#100) The parameter dataset_id is required.', 100));
    }
    res.json({ web: analyseQuality(context.store.groups.list(), datasetId) });
  };
