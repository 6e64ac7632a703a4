#include "sim/report/page_style.hpp"

namespace datahall {
namespace {

// The ramps have equal steps of lightness in OKLCH, from yellow over green to blue; in the dark the
// strongest racks are the lightest, so that they stand out on both grounds.  Lines of halls and texts
// have a contrast of at least 4.5 to paper and panel (WCAG AA).
constexpr std::string_view css = R"css(
:root {
  color-scheme: light;
  --paper: #ffffff; --panel: #f5f6f8; --ink: #1a2026; --soft: #535c66; --rule: #e1e5ea; --edge: #b4bcc5;
  --bad: #a3130b; --link: #0a5fa8; --band: #c9dcf0;
  --c0: #5a6672; --c1: #0a66b5; --c2: #a04a00; --c3: #6a3fc0; --c4: #00706b; --c5: #a3195b;
  --k0: #ececa2; --k1: #bde293; --k2: #8bd78f; --k3: #4dca93; --k4: #0fb79a; --k5: #03a19b;
  --k6: #0d8c96; --k7: #0c778d; --k8: #086484; --k9: #00507d; --k10: #0b3b73; --k11: #1a295b;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --paper: #12161a; --panel: #1b2127; --ink: #e7ebef; --soft: #a4aeb9; --rule: #2a323a; --edge: #55606b;
    --bad: #ff9a91; --link: #7dbcff; --band: #2c4763;
    --c0: #b6c0ca; --c1: #6cb4ff; --c2: #f2a45c; --c3: #b9a0ff; --c4: #4fd0c4; --c5: #ff8fbf;
    --k0: #29396c; --k1: #1f4a86; --k2: #055d94; --k3: #057198; --k4: #04849d; --k5: #0998a1;
    --k6: #16aca1; --k7: #06c19a; --k8: #5dd08c; --k9: #9bda87; --k10: #cae38f; --k11: #f0eca4;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 1200px; margin: 0 auto; padding: 32px 32px 64px; }
h1 { font-size: 28px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 20px; line-height: 1.3; font-weight: 650; margin: 0 0 12px; }
h3 { font-size: 15px; font-weight: 600; margin: 24px 0 8px; overflow-wrap: anywhere; }
p { margin: 0 0 8px; max-width: 78ch; }
ul, dl, dd, figure { margin: 0; padding: 0; }
li { list-style: none; }
a { color: var(--link); }
section { margin-top: 56px; }
.kicker, .conditions, .note, .range, .unit, .view, .base { color: var(--soft); }
.kicker { font-size: 13px; margin: 0 0 4px; }
.conditions { margin: 6px 0 0; }
.note { font-size: 13px; }
.bad { color: var(--bad); font-weight: 600; }
.g { margin-right: 0.18em; }
.unit { font-size: 0.87em; }
.view { font-size: 12px; font-weight: 400; white-space: nowrap; }
.base { font-size: 12px; font-weight: 400; margin-left: 6px; }
.range { display: block; font-size: 12px; font-weight: 400; }
.mark { width: 30px; height: 10px; vertical-align: 0; margin-right: 2px; }
.hall-name { font-weight: 600; overflow-wrap: anywhere; }

.verdict { margin: 20px 0 24px; }
.verdict p { font-size: 16px; margin: 0 0 4px; }
.verdict p:first-child { font-size: 20px; line-height: 1.4; margin-bottom: 8px; }
.tiles-head { font-size: 13px; color: var(--soft); margin: 0 0 8px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 12px; }
.tile { background: var(--panel); border-radius: 8px; padding: 14px 16px; break-inside: avoid; display: flex; flex-direction: column; }
.tile ul { margin-top: auto; }
.tile h3 { margin: 0; font-size: 14px; }
.tile .big { font-size: 32px; line-height: 1.2; font-weight: 650; letter-spacing: -0.02em; margin: 6px 0 8px; }
.tile .big .range { letter-spacing: 0; min-height: 18px; }
.tile li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; font-size: 14px; }
.tile .hall-name { font-weight: 400; }
.tile .value { white-space: nowrap; margin-left: auto; }
.about { margin: 20px 0 0; font-size: 14px; }
.about li { margin: 2px 0; }
nav { margin-top: 16px; font-size: 14px; display: flex; flex-wrap: wrap; gap: 4px 18px; }

.density {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 360px), 1fr)); gap: 8px 40px;
  align-items: center; margin-top: 32px; break-inside: avoid;
}
.density h3 { margin-top: 0; }
.density dl div { display: flex; justify-content: space-between; gap: 16px; border-top: 1px solid var(--rule); padding: 4px 0; }
.density dd { font-weight: 600; white-space: nowrap; }
.density .note { margin-top: 6px; }
.key-dot, .key-median, .key-interval { display: inline-block; vertical-align: -1px; margin-right: 10px; }
.key-dot { width: 12px; height: 12px; border-radius: 50%; background: var(--c1); }
.key-median { width: 3px; height: 14px; background: var(--ink); margin-left: 5px; margin-right: 14px; }
.key-interval { width: 12px; height: 12px; background: var(--band); border: 1px solid var(--edge); }

.scroll { overflow-x: auto; max-width: 100%; }
.scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--rule); font-weight: 400; }
thead th { font-size: 13px; color: var(--soft); font-weight: 600; vertical-align: bottom; border-bottom-color: var(--edge); }
thead .hall-name { color: var(--ink); }
tbody th { font-weight: 500; }
th.number, td.number { text-align: right; white-space: nowrap; }
th.words, td.words { padding-left: 2px; }
.number + .words { padding-left: 14px; }
td:last-child, th:last-child { padding-right: 4px; }
.figures .hall { padding-left: 14px; }
.figures tbody th { min-width: 190px; }
.figures .group th { font-weight: 650; font-size: 15px; padding-top: 22px; border-bottom-color: var(--edge); }
.figures .ratio { font-weight: 600; }
td .hall-name, th .hall-name { white-space: nowrap; }
.lines th, .lines td.words { overflow-wrap: break-word; }
.lines td.hash { font-size: 12px; overflow-wrap: anywhere; }
.views { display: flex; flex-wrap: wrap; gap: 2px 24px; font-size: 13px; margin-bottom: 8px; }
.views div { display: flex; gap: 8px; }
.views dt .view { font-size: 13px; font-weight: 600; color: var(--ink); }
.views dd { color: var(--soft); }

.side-by-side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 28px 40px; align-items: end; }
figure { min-width: 0; break-inside: avoid; }
figcaption { font-size: 14px; margin-bottom: 8px; }
svg text { font-size: 12px; fill: var(--soft); }
.floor, .chart, .band { display: block; width: 100%; height: auto; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; margin-bottom: 12px; align-items: center; }
.legend li { display: flex; align-items: center; gap: 6px; }
.legend .hall-name { font-weight: 400; }
.ramp-name { color: var(--soft); }
.swatch { width: 22px; height: 14px; flex: none; }
.outline { fill: none; stroke: var(--edge); stroke-width: 1; }
.rack { stroke: var(--paper); stroke-width: 0.8; }
.plain { fill: var(--panel); stroke: var(--edge); }
.role { fill: #ffffff; stroke: #11161b; stroke-width: 0.9; }
.over { stroke: var(--bad); stroke-width: 1.4; }
.hatch { fill: #11161b; stroke: #ffffff; stroke-width: 0.8; }
.k0 { fill: var(--k0); } .k1 { fill: var(--k1); } .k2 { fill: var(--k2); } .k3 { fill: var(--k3); } .k4 { fill: var(--k4); } .k5 { fill: var(--k5); }
.k6 { fill: var(--k6); } .k7 { fill: var(--k7); } .k8 { fill: var(--k8); } .k9 { fill: var(--k9); } .k10 { fill: var(--k10); } .k11 { fill: var(--k11); }
.axis { stroke: var(--soft); stroke-width: 1; }
.grid { stroke: var(--rule); stroke-width: 1; }
.warm-up { fill: var(--panel); stroke: none; }
.interval { fill: var(--band); stroke: var(--edge); stroke-width: 1; }
.median { stroke: var(--ink); stroke-width: 2.5; }
.dot { fill: var(--c1); stroke: var(--paper); stroke-width: 1.5; }
.hall-line .line { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
.mark .line { stroke-width: 2.5; }
.c0 .line { stroke: var(--c0); } .c1 .line { stroke: var(--c1); } .c2 .line { stroke: var(--c2); } .c3 .line { stroke: var(--c3); } .c4 .line { stroke: var(--c4); } .c5 .line { stroke: var(--c5); }
.d1 .line { stroke-dasharray: 7 3; } .d2 .line { stroke-dasharray: 2 2.5; }
.d3 .line { stroke-dasharray: 9 3 2 3; } .d4 .line { stroke-dasharray: 14 4; } .d5 .line { stroke-dasharray: 5 2 1 2 1 2; }

.caveats li { margin: 0 0 6px 18px; list-style: disc; max-width: 78ch; }
summary { cursor: pointer; padding: 4px 0; }
pre { background: var(--panel); border-radius: 8px; padding: 12px 16px; margin: 0 0 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }

@media (max-width: 640px) {
  main { padding: 20px 16px 48px; }
  h1 { font-size: 23px; }
  section { margin-top: 40px; }
  .verdict p:first-child { font-size: 18px; }
  .tiles { gap: 8px; }
  .tile { display: grid; grid-template-columns: 1fr auto; column-gap: 12px; padding: 12px 14px; }
  .tile .big { font-size: 24px; margin: 0; text-align: right; }
  .tile ul { grid-column: 1 / -1; margin-top: 4px; }
  th, td { padding-right: 10px; }
  .figures .range { white-space: normal; }
  svg text { font-size: 15px; }
  .figures .hall { padding-left: 4px; }
  .figures tbody th { min-width: 112px; }
  .figures tbody th[scope=row] { position: sticky; left: 0; background: var(--paper); z-index: 1; }
}
@media print {
  @page { size: A4; margin: 14mm 12mm; }
  body { font-size: 9.5pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  section { margin-top: 20pt; }
  #figures, #floors { break-before: page; }
  h2, h3, thead, summary, figcaption { break-after: avoid; }
  tr, figure, .tile { break-inside: avoid; }
  thead { display: table-header-group; }
  table { font-size: 8.5pt; }
  th, td { padding-top: 4px; padding-bottom: 4px; }
  .scroll { overflow: visible; }
  .tiles { grid-template-columns: repeat(3, 1fr); }
  .side-by-side { grid-template-columns: repeat(2, 1fr); gap: 14pt 18pt; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  a { color: inherit; text-decoration: none; }
}
)css";

}  // namespace

std::string_view page_style() {
    return css;
}

}  // namespace datahall
