import { createHash } from "node:crypto";
import { type Html, html, trusted } from "../html.ts";

/**
 * The style sheet of the page. One accent; green, red and amber only where something is judged, and never without a sign
 * and a word. Series differ by dash as well as by colour, so they survive a grey printer.
 */
const style = `
:root{color-scheme:light dark;--paper:#fff;--wash:#f5f6f8;--ink:#1a1e24;--dim:#57606b;--line:#dde1e6;--accent:#3451b2;--accent-soft:#3451b22b;
--good:#18713a;--bad:#bd2130;--unsure:#8a5300;--none:#57606b;--amber:#b96a00;--shade:#1a1e2438;--good-wash:#eaf6ee;--bad-wash:#fdefef;--unsure-wash:#fbf3e4;--none-wash:#f1f3f5;
--h1:#e7ecfa;--h2:#cdd8f5;--h3:#a9bbee;--h4:#3451b2;--h4-ink:#fff;
--sans:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;--mono:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{--paper:#0f1317;--wash:#171c22;--ink:#e4e8ed;--dim:#9ba6b2;--line:#2a323b;--accent:#93abf5;--accent-soft:#93abf52e;
--good:#63c98a;--bad:#ff8a87;--unsure:#e3a949;--none:#9ba6b2;--amber:#e3a949;--shade:#00000090;--good-wash:#12241a;--bad-wash:#2b1618;--unsure-wash:#282010;--none-wash:#1a2027;
--h1:#1b2438;--h2:#253356;--h3:#354a80;--h4:#93abf5;--h4-ink:#0f1317}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1.5rem;-webkit-text-size-adjust:100%}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:break-word}
.page{max-width:1180px;margin:0 auto;padding:0 1.5rem;display:grid;grid-template-columns:minmax(0,1fr);column-gap:3.5rem}
a{color:var(--accent);text-underline-offset:.18em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
h1,h2,h3,h4,p,figure,dl,dd,ul,ol{margin:0}ul,ol{padding:0;list-style:none}
.top{padding:3rem 0 2rem}.top h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.02em;font-weight:650}
.top p{color:var(--dim);margin-top:.4rem}.eyebrow{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;font-weight:600}
.top .eyebrow{margin:0 0 .5rem}
nav ol{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;padding:.2rem 0 1rem;border-bottom:1px solid var(--line)}
nav a{color:var(--dim);text-decoration:none;font-size:.92rem;display:inline-block;padding:.15rem 0}nav a:hover{color:var(--accent)}
main>section{padding:2.6rem 0 0}main>section:last-child{padding-bottom:3rem}
main>section>h2{font-size:1.3rem;letter-spacing:-.012em;font-weight:650;margin-bottom:1rem}
h3{font-size:1.05rem;font-weight:620;line-height:1.35}h4{font-size:.95rem;font-weight:620}
section>p,section>div>p{max-width:70ch;margin-bottom:1rem}
.dim,.source,small{color:var(--dim)}.dim,.source{font-size:.875rem}
code,pre{font-family:var(--mono);font-size:.84rem}
pre{background:var(--wash);border-radius:6px;padding:.7rem .9rem;margin:.5rem 0;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.good{color:var(--good)}.bad{color:var(--bad)}.unsure{color:var(--unsure)}.none{color:var(--none)}
.badge{font-size:.8rem;font-weight:600;white-space:nowrap}
h3 .badge{margin-left:.4rem;vertical-align:.08em}
.tag{font-size:.78rem;border:1px solid var(--line);border-radius:99px;padding:.05rem .5rem;white-space:nowrap}
.strip{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:1rem}
.card{border-radius:10px;padding:1.15rem 1.3rem 1.25rem;color:var(--ink);background:var(--none-wash)}
.card.good{background:var(--good-wash)}.card.bad{background:var(--bad-wash)}.card.unsure{background:var(--unsure-wash)}
.card h3{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;font-weight:600;color:var(--dim)}
.card .word{font-size:1.55rem;font-weight:650;letter-spacing:-.015em;line-height:1.3;margin:.15rem 0 .35rem;color:var(--none)}
.card.good .word{color:var(--good)}.card.bad .word{color:var(--bad)}.card.unsure .word{color:var(--unsure)}
.card p:last-child{font-size:.92rem}
details{margin-top:.9rem}summary{cursor:pointer;color:var(--accent);font-size:.92rem;width:fit-content;padding:.1rem 0}
details[open]>summary{margin-bottom:.5rem}
.doubts ul{list-style:disc;padding-left:1.2rem}.doubts li{margin:.2rem 0;font-size:.95rem}
.calm{font-size:1.05rem}
.finding{border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:8px;padding:1.3rem 1.5rem 1.2rem;margin-bottom:1.3rem}
.finding.bad,.finding.unsure{color:inherit}.finding.unsure{border-left-color:var(--amber)}.finding header h3{font-size:1.15rem;margin:.15rem 0 .2rem}.finding h3::first-letter{text-transform:uppercase}
.finding h4{margin-top:1.1rem}.finding>.dim{margin-top:.8rem}
.survivor{border-left-color:var(--amber);padding:.9rem 1.2rem;margin-bottom:.9rem}.survivor header h3{font-size:1rem}.request{margin-top:.6rem;font-size:.92rem}
.scope{margin-top:1.2rem;list-style:disc;padding-left:1.2rem;font-size:.95rem}
.missed{margin-top:.5rem}td .missed{margin-top:0}td .missed li:first-child{padding-top:0}.missed li{padding:.15rem 0}
.versus{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:.8rem;margin-top:1rem}
.versus div{border-radius:6px;padding:.7rem .9rem;background:var(--good-wash)}.versus .received{background:var(--bad-wash)}
.versus dt{font-size:.8rem;font-weight:600;color:var(--good)}.versus .received dt{color:var(--bad)}
.versus dd,.sequence li{overflow-wrap:anywhere}
.sequence{counter-reset:step;margin:.5rem 0;max-height:24rem;overflow-y:auto}
.sequence li{counter-increment:step;display:grid;grid-template-columns:1.6rem 1fr;padding:.25rem 0;border-top:1px solid var(--line)}
.sequence li:first-child{border-top:0}.sequence li::before{content:counter(step);color:var(--dim);font-size:.84rem}
.scroll{overflow-x:auto;position:relative;margin:.6rem 0 1rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--dim);font-size:.8rem;font-weight:600;white-space:nowrap;vertical-align:bottom}
.figure{text-align:right;white-space:nowrap}tr>:last-child{padding-right:0}
tbody th:has(code){min-width:12rem}
caption{text-align:left;font-weight:620;padding-bottom:.4rem;font-size:.95rem}
.matrix{width:auto;border-collapse:separate;border-spacing:3px;margin:.4rem 0 .6rem}
.matrix th,.matrix td{border:0;padding:.28rem .7rem;text-align:right;border-radius:4px;min-width:3.4rem;font-size:.84rem}
.matrix tbody th{text-align:left;padding-left:0;white-space:nowrap;color:var(--ink)}
.hit{color:var(--ink)}.hit1{background:var(--h1)}.hit2{background:var(--h2)}.hit3{background:var(--h3)}.hit4{background:var(--h4);color:var(--h4-ink)}
.gap{box-shadow:inset 0 0 0 1px var(--line);color:var(--dim)}.gap.due{box-shadow:inset 0 0 0 1px var(--unsure);color:var(--unsure);font-weight:600}
.mosaic{display:grid;gap:.4rem;margin:.4rem 0 .6rem}.mosaic li{display:grid;grid-template-columns:9rem 1fr;align-items:start}
.clause{font-size:.9rem;color:var(--dim);padding-top:.1rem}.clause::first-letter{text-transform:uppercase}
.squares{display:flex;flex-wrap:wrap;gap:4px}
.square{width:1.55rem;height:1.55rem;border-radius:5px;display:grid;place-items:center;font-size:.8rem;font-weight:700;background:var(--none-wash)}
.square.good{background:var(--good-wash)}.square.bad{background:var(--bad);color:var(--paper)}.square.unsure{background:var(--unsure-wash)}.square.none{box-shadow:inset 0 0 0 1px var(--line)}
.bar{width:200px;height:12px;display:block;margin-top:.35rem}
.scenario{margin-top:1.8rem}.scenario+.scenario{margin-top:3.2rem;padding-top:2rem;border-top:1px solid var(--line)}
.scenario>header{margin-bottom:.8rem}.scenario>header h3{font-size:1.15rem}.scenario>header p{max-width:70ch}.scenario>header p::first-letter{text-transform:uppercase}
figure{margin:2.2rem 0 0}figcaption p{max-width:72ch}
.doubt{color:var(--unsure);font-size:.92rem}
.picture,.scroll{background:linear-gradient(90deg,var(--paper) 30%,transparent) 0/2.5rem 100%,linear-gradient(-90deg,var(--paper) 30%,transparent) 100%/2.5rem 100%,linear-gradient(90deg,var(--shade),transparent) 0/.7rem 100%,linear-gradient(-90deg,var(--shade),transparent) 100%/.7rem 100%;background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}
.picture{overflow-x:auto;margin-top:.6rem}.picture>svg{display:block;width:100%;min-width:600px;height:auto}
figure details{margin-top:.3rem}figure details .scroll{max-height:26rem;overflow-y:auto}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin-top:.6rem;font-size:.85rem;color:var(--dim)}
.legend li{display:flex;align-items:center;gap:.45rem}.legend svg{width:26px;height:12px}
svg text{font:12px var(--sans);fill:var(--dim);font-variant-numeric:tabular-nums}svg .name,svg .small{font-size:11px}svg .end{font-weight:600;fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.axis line{stroke:var(--line)}.axis .base,.base{stroke:var(--dim);stroke-opacity:.55}
.line{fill:none;stroke:var(--ink);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.line.accepted,.line.budget{stroke:var(--accent)}.line.waited{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:1 4}
.line.refused{stroke:var(--amber);stroke-dasharray:7 4}.line.before{stroke:var(--dim);stroke-width:1.5;stroke-dasharray:4 4}
.line.waiting{stroke:var(--amber);stroke-width:1.5;stroke-dasharray:5 3}.line.fitted{stroke:var(--accent-soft);stroke-width:7}.line.ideal{stroke:var(--dim);stroke-width:1;stroke-dasharray:2 4}
details+h3,.scroll+h3{margin-top:1.6rem}details+p{margin-top:1rem}details+.facts{margin-top:.9rem}.facts+figure,details+figure{margin-top:1.4rem}
.line.other{stroke:var(--good);stroke-width:1.5;stroke-dasharray:9 3 2 3}
.band{stroke:none;fill:var(--accent-soft)}.band.refused{fill:var(--amber);fill-opacity:.35}.held{fill:var(--amber)}.found{stroke:var(--bad);stroke-width:1.5;fill:none}
.fill.accepted{fill:var(--accent)}.fill.refused{fill:var(--amber)}.fill.failed{fill:var(--bad)}
.end.accepted{fill:var(--accent)}.end.refused{fill:var(--unsure)}.end.before{fill:var(--dim)}
.dot{stroke:var(--paper);stroke-width:1}.dot.accepted{fill:var(--accent)}.dot.refused{fill:var(--amber)}.dot.bad{fill:var(--bad)}.dot.good{fill:var(--good)}.end.bad{fill:var(--bad)}.end.good{fill:var(--good)}.outcome{font-size:13px;font-weight:700}svg .outcome.good{fill:var(--good)}svg .outcome.bad{fill:var(--bad)}svg .outcome.unsure{fill:var(--unsure)}svg .label{fill:var(--ink)}
.cross{fill:none;stroke:var(--amber);stroke-width:1.5}
.mark{stroke:var(--ink);stroke-width:1.5;fill:none}.mark.tail{stroke-dasharray:3 2}
.track{fill:var(--wash)}.lag0{fill:var(--h1)}.lag1{fill:var(--h2)}.lag2{fill:var(--h3)}.lag3{fill:var(--amber)}.lag4{fill:var(--bad)}
.zero{stroke:var(--dim)}.whisker{stroke:var(--accent);stroke-width:2}.whisker.bad{stroke:var(--bad)}.whisker.good{stroke:var(--good)}.whisker.beside{stroke:var(--dim);stroke-width:1.5}.dot.beside{fill:var(--dim)}.end.beside{fill:var(--dim)}.tolerance{fill:var(--wash)}
.change{stroke:var(--amber);stroke-width:1.5;stroke-dasharray:4 3}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:.9rem 1.5rem;margin-bottom:1.6rem}
.facts dt{font-size:.8rem;color:var(--dim);font-weight:600}
tr:has(:target){background:var(--wash)}
footer{border-top:1px solid var(--line);padding:1.2rem 0 3rem;color:var(--dim);font-size:.875rem}
@media(min-width:1080px){.page{grid-template-columns:11rem minmax(0,1fr)}.top,footer{grid-column:2}
nav{grid-column:1;grid-row:2;position:sticky;top:0;align-self:start;padding-top:2.7rem}nav ol{display:block;border:0}main{grid-column:2}}
@media(max-width:560px){.bar{width:80px}svg text{font-size:14px}svg .name,svg .small{font-size:12.5px}.versus,.strip{grid-template-columns:minmax(0,1fr)}
.stacked thead th:first-child{display:none}.stacked thead tr,.stacked tbody tr{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));border-bottom:1px solid var(--line)}.stacked tbody th{grid-column:1/-1;border:0;padding-bottom:0}.stacked tbody td{border:0}.stacked .figure{white-space:normal}.stacked td:not(.figure):last-child,.stacked thead th:not(.figure):last-child{grid-column:span 2}
.mosaic li{grid-template-columns:1fr}.finding{padding:1rem}.page{padding:0 1rem}.top{padding-top:2rem}}
@media print{:root{color-scheme:light}body{font-size:10.5pt}nav,.skip,summary{display:none}.page{display:block;max-width:none;padding:0}
details::details-content{content-visibility:visible;height:auto}figure details,.doubts::details-content{display:block}figure details{display:none}
.picture,.scroll,.sequence,figure details .scroll{overflow:visible;max-height:none}.picture>svg{min-width:0}
.finding,figure,.card,tr{break-inside:avoid}h2,h3,figcaption{break-after:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`.trim();

/**
 * Nothing may load, run, be sent or frame the page; only this very style sheet applies. There is no script at all, so
 * text from a server cannot become one.
 */
const policyOf = (css: string): string => {
  const hash = createHash("sha256").update(css).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
};

/** A part of a document, and what links to it. */
interface DocumentSection {
  /** Also the fragment. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

interface DocumentParts {
  /** In the browser's tab. */
  readonly title: string;
  /** What kind of report it is. */
  readonly kind: string;
  readonly heading: string;
  /** The line below the heading. */
  readonly about: Html;
  /** The first of them is what most readers come for. */
  readonly sections: readonly DocumentSection[];
  readonly footer: Html;
}

/** A page that needs nothing beside it: no script, no file, no network. */
export const documentOf = ({ title, kind, heading, about, sections, footer }: DocumentParts): Html =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policyOf(style)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${title}</title><link rel="icon" href="data:,"><style>${trusted(style)}</style></head>
<body><a class="skip" href="#${sections[0]?.id}">Skip to the verdict</a><div class="page"><header class="top"><p class="eyebrow">${kind}</p><h1>${heading}</h1><p>${about}</p></header>
<nav aria-label="Sections"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main>${sections.map(({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>\n`)}</main>
<footer><p>${footer}</p></footer></div></body></html>
`;
