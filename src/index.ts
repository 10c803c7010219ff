/** Go REST's users from TypeScript: a typed client, a faithful simulator, and a judge of recorded traffic. */

export type { ChildClient, Paging, RecordPage, WrittenRecord } from "./client/child-clients.ts";
export {
  ConfigurationError,
  ContractError,
  GorestError,
  RateLimitError,
  TimeoutError,
  TransportError,
} from "./client/errors.ts";
export type { GorestClient, UserFilters, UserPage, Written } from "./client/typed-client.ts";
export type { CallOptions } from "./client/usable-answer.ts";
export type {
  Comment,
  CommentChange,
  FieldErrors,
  NewComment,
  NewPost,
  NewTodo,
  NewUser,
  Post,
  PostChange,
  Todo,
  TodoChange,
  User,
  UserChange,
} from "./contract/document.ts";
export type { Answer, Exchange, Failure } from "./contract/exchange.ts";
export type { Verdict, Violation } from "./contract/verdict.ts";
export { type ClientSettings, createClient, type HarnessClient } from "./session/create-client.ts";
export { judgeTraffic, type TrafficOptions } from "./session/judge-traffic.ts";
export { type RunningSimulator, type SimulatorSettings, startSimulator } from "./session/start-simulator.ts";
