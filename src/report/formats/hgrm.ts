import { constructorFromBucketSize } from "hdr-histogram-js/dist/JsHistogramFactory.js";
import type { LatencySummary } from "../../contract/run.ts";
import type { Format } from "../format.ts";
import { overall } from "../histogram.ts";

const microsPerMs = 1000;
const Int32Histogram = constructorFromBucketSize(32);

/** Microseconds inside, so that a bucket of a millisecond keeps three digits; milliseconds in the text. */
const distribution = ({ buckets }: LatencySummary): string => {
  const histogram = new Int32Histogram(1, 2 ** 40, 3);
  histogram.autoResize = true;
  for (const [upperMs, times] of buckets) histogram.recordValueWithCount(Math.round(upperMs * microsPerMs), times);
  return histogram.outputPercentileDistribution(5, microsPerMs);
};

const plain = (text: string) => text.replace(/[^A-Za-z0-9]+/g, "-");

/** HdrHistogram's own percentile text, one file a scenario and kind of answer, for its plotter. */
export const hgrm: Format = {
  id: "hgrm",
  sentence: "HdrHistogram percentile distributions, a file a scenario and kind of answer.",
  render: ({ run }) =>
    (run.load?.scenarios ?? []).flatMap((scenario) =>
      overall(scenario).map((summary) => ({
        name: `latency-${plain(scenario.id)}-${plain(summary.name)}.hgrm`,
        chunks: [distribution(summary)],
      })),
    ),
};
