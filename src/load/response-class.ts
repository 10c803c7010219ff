/**
 * What became of one request, by its status; 0: no answer. A refused token and a gateway's or a server's error did none of
 * the intended work: counted as accepted, a service that is down would seem to be at its fastest.
 */
export type ResponseClass = "accepted" | "refused" | "failed";

export const responseClassOf = (status: number): ResponseClass => {
  if (status === 0 || status === 401 || status >= 500) return "failed";
  return status === 429 ? "refused" : "accepted";
};
