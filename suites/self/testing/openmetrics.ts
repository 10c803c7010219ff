/** One series as text of OpenMetrics has it. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  type?: string;
  unit?: string;
  help?: string;
  readonly series: Series[];
}

const metricName = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const escapedString = '(?:[^\\n"\\\\]|\\\\[^\\n])*';
const label = `[a-zA-Z_][a-zA-Z0-9_]*="${escapedString}"`;
const number = "[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?|[+-]?[iI]nf(?:inity)?|[nN]a[nN]";
const descriptor = new RegExp(`^# (TYPE|UNIT|HELP) (${metricName}) (${escapedString})$`);
const sample = new RegExp(`^(${metricName})(?:\\{(${label}(?:,${label})*)?\\})? (${number})$`);

const suffixes: Readonly<Record<string, readonly string[]>> = {
  gauge: [""],
  counter: ["_total", "_created"],
  summary: ["", "_sum", "_count", "_created"],
  histogram: ["_bucket", "_sum", "_count", "_created"],
  unknown: [""],
};

const unescaped = (text: string) => text.replace(/\\(.)/g, (_, character) => (character === "n" ? "\n" : character));
const numberOf = (text: string) => (/inf/i.test(text) ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text));

const labelsOf = (text: string | undefined): Record<string, string> => {
  const pairs = [...(text ?? "").matchAll(new RegExp(`([a-zA-Z_][a-zA-Z0-9_]*)="(${escapedString})"`, "g"))];
  const labels = Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, unescaped(value)]));
  if (Object.keys(labels).length !== pairs.length) throw new Error(`a label twice: ${text}`);
  return labels;
};

/** The labels that make a metric of a family, without what tells its samples apart. */
const metricKey = ({ labels }: Series): string =>
  JSON.stringify(Object.entries({ ...labels, le: "", quantile: "" }).sort());

const check = (isTrue: boolean, what: string): void => {
  if (!isTrue) throw new Error(what);
};

const checkHistogram = (name: string, series: readonly Series[]): void => {
  const buckets = series.filter((each) => each.name === `${name}_bucket`);
  const edges = buckets.map(({ labels }) => labels.le ?? "");
  for (const [i, edge] of edges.entries()) {
    check(/^(\d+\.\d+|\+Inf)$/.test(edge), `${name}: le ${edge} is not canonical`);
    check(i === 0 || numberOf(edge) > numberOf(edges[i - 1] ?? ""), `${name}: le does not rise`);
    check(i === 0 || (buckets[i]?.value ?? 0) >= (buckets[i - 1]?.value ?? 0), `${name}: buckets do not add up`);
  }
  check(edges.at(-1) === "+Inf", `${name}: there is no +Inf`);
  check(
    buckets.at(-1)?.value === series.find((each) => each.name === `${name}_count`)?.value,
    `${name}: +Inf is not count`,
  );
};

const checkFamily = ({ name, type = "unknown", unit, series }: Family): void => {
  check(unit === undefined || unit === "" || name.endsWith(`_${unit}`), `${name}: it does not end in its unit`);
  const metrics = new Map<string, Series[]>();
  let last: string | undefined;
  for (const each of series) {
    const suffix = each.name.slice(name.length);
    check(suffixes[type]?.includes(suffix) === true, `${each.name}: no sample of a ${type}`);
    const key = metricKey(each);
    check(key === last || !metrics.has(key), `${each.name}: the samples of one metric are apart`);
    metrics.set(key, [...(metrics.get(key) ?? []), each]);
    last = key;
    if (type === "summary" && suffix === "")
      check(Number(each.labels.quantile) >= 0 && Number(each.labels.quantile) <= 1, `${each.name}: no quantile`);
    if (suffix === "_count" || suffix === "_bucket")
      check(Number.isInteger(each.value), `${each.name}: no whole number`);
  }
  for (const each of metrics.values()) if (type === "histogram") checkHistogram(name, each);
};

/**
 * Reads OpenMetrics text by the grammar and the rules of version 1.0, as far as they bear on gauges, counters, summaries
 * and histograms without time stamps and exemplars.
 * @throws at the first thing that is not valid
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export const parseOpenMetrics = (text: string): readonly Series[] => {
  check(/(^|\n)# EOF\n?$/.test(text), "it does not end in # EOF");
  const lines = text.replace(/# EOF\n?$/, "").split("\n");
  check(lines.pop() === "", "the last line before # EOF has no end");
  const families: Family[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const [isDescriptor, keyword, name = "", rest = ""] = descriptor.exec(line) ?? [];
    const current = families.at(-1);
    if (isDescriptor !== undefined) {
      const family = current?.name === name ? current : { name, series: [] };
      if (family !== current) {
        check(!families.some((each) => each.name === name), `${name}: the family comes twice`);
        families.push(family);
      }
      check(family.series.length === 0, `${name}: ${keyword} comes after samples`);
      const field = keyword === "TYPE" ? "type" : keyword === "UNIT" ? "unit" : "help";
      check(family[field] === undefined, `${name}: ${keyword} comes twice`);
      if (field === "type") check(Object.hasOwn(suffixes, rest), `${name}: no type is called ${rest}`);
      family[field] = rest;
      continue;
    }
    const [isSample, sampleName = "", labels, value = ""] = sample.exec(line) ?? [];
    check(isSample !== undefined, `neither a descriptor nor a sample: ${line}`);
    check(current !== undefined && sampleName.startsWith(current.name), `${sampleName}: it is outside its family`);
    const series = { name: sampleName, labels: labelsOf(labels), value: numberOf(value) };
    const identity = `${sampleName}${JSON.stringify(Object.entries(series.labels).sort())}`;
    check(!seen.has(identity), `the series comes twice: ${line}`);
    seen.add(identity);
    current?.series.push(series);
  }
  families.forEach(checkFamily);
  return families.flatMap(({ series }) => series);
};
