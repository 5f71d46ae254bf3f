/**
 * Files of any length: NDJSON streams for Node, and for whatever has web streams.
 *
 * @packageDocumentation
 */

export { optionsOf, quotes, type Source } from "./node/objects.js";
export type { LineProblem, RefusedLine } from "./node/refusal.js";
export {
  optionsStream,
  optionsTransform,
  quoteStream,
  quoteTransform,
  type StreamOptions,
  verifyStream,
  verifyTransform,
} from "./node/streams.js";
