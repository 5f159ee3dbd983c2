// SPDX-License-Identifier: Apache-2.0
// How the HTML report looks: one sheet for the page and its pictures, light, dark and on paper.
#include "report/html_parts.hpp"

namespace alignmail::report::html {

namespace {

constexpr Literal sheet =
    R"(:root{--page:#f3f5f7;--card:#fff;--edge:#d9dee4;--text:#1b1f24;--dim:#57606a;--code:#f3f5f7;
--good:#13652c;--good-bg:#dff2e3;--bad:#b01e17;--bad-bg:#fde7e5;--risk:#7a4b00;--risk-bg:#fff0d1;
--unk:#4d5763;--unk-bg:#e6eaee;--org:#cfe3fb;--other:#e6e0f4;--focus:#0b57d0;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){:root{--page:#0f1216;--card:#181c22;--edge:#333b45;--text:#e7eaee;
--dim:#a2acb8;--code:#10141a;--good:#79d992;--good-bg:#12331c;--bad:#ff9d94;--bad-bg:#47191a;--risk:#f5c163;
--risk-bg:#3a2b0b;--unk:#b4bdc8;--unk-bg:#2a313a;--org:#1d3f69;--other:#3a3156;--focus:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);line-height:1.5;
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;font-size:16px}
main{max-width:780px;margin:0 auto;padding:20px}
article+article{margin-top:48px;border-top:4px solid var(--edge);padding-top:32px}
section,.verdict{background:var(--card);border:1px solid var(--edge);border-radius:12px;padding:20px 28px;margin:0 0 16px}
h1{font-size:1.6rem;line-height:1.2;margin:0;text-wrap:balance}
h2{font-size:1.15rem;line-height:1.3;margin:0 0 12px;overflow-wrap:anywhere}
h3{font-size:1rem;margin:20px 0 8px;overflow-wrap:anywhere}
p{margin:0 0 12px;overflow-wrap:anywhere}
.verdict{border-left:8px solid var(--unk);display:grid;grid-template-columns:auto 1fr;column-gap:14px;align-items:center}
.verdict>.i{width:40px;height:40px}
.verdict .tally{grid-column:2;margin:2px 0 0;color:var(--dim)}
.verdict.good{border-left-color:var(--good)}.verdict.risk{border-left-color:var(--risk)}
.verdict.bad{border-left-color:var(--bad)}
.who{grid-column:1/-1;margin:16px 0 0;display:grid;gap:4px 24px}
.who div{display:grid;grid-template-columns:6.5rem 1fr}
dt{color:var(--dim)}dd{margin:0;min-width:0;overflow-wrap:anywhere}
.next{border:2px solid var(--text)}
.next h2{font-size:1.3rem}
.next .aside{display:block;font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--dim);font-weight:600}
.why{font-size:1.05rem}
.aside{font-weight:400}
.dim,.legend,.colophon{color:var(--dim)}
.legend,.colophon,table{font-size:.875rem}
.colophon{padding:0 28px}
.steps{margin:16px 0;padding-left:1.4em}.steps>li{margin-bottom:12px}.steps>li::marker{font-weight:700}
pre,.name,code,.pick,del,ins{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.84rem}
pre{margin:0 0 12px;padding:10px 12px;background:var(--code);border:1px solid var(--edge);border-radius:8px;
white-space:pre-wrap;overflow-wrap:anywhere}
.copy,.pick{-webkit-user-select:all;user-select:all;cursor:copy}
.record{margin:0 0 12px;border:1px solid var(--edge);border-radius:8px;overflow:hidden}
.record div{display:grid;grid-template-columns:5.5rem 1fr;padding:6px 12px}
.record div+div{border-top:1px solid var(--edge)}
.pick{background:var(--code);border-radius:4px;padding:1px 4px;overflow-wrap:anywhere}
.difference{list-style:none;margin:0 0 12px;padding:0;overflow-wrap:anywhere}
.difference li{padding:6px 12px;border-radius:8px;margin-bottom:4px}
.gone{background:var(--bad-bg);color:var(--bad)}.new{background:var(--good-bg);color:var(--good)}ins{text-decoration:none}
.proof{display:flex;gap:10px;align-items:flex-start;background:var(--unk-bg);border-radius:8px;padding:10px 12px}
.proof.good{background:var(--good-bg)}
.i{flex:none;width:20px;height:20px;margin-top:2px}
.scroll{overflow-x:auto;margin-top:16px}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--edge);vertical-align:top;font-weight:400}
th[scope=row]{font-weight:600}thead th{color:var(--dim)}tbody tr:last-child>*{border-bottom:0}
td.name{overflow-wrap:anywhere;min-width:7rem}.under{display:none;font-weight:400;overflow-wrap:anywhere}
strong.good,strong.bad,strong.unk{padding:1px 6px;border-radius:6px;white-space:nowrap}
strong.good{background:var(--good-bg);color:var(--good)}strong.bad{background:var(--bad-bg);color:var(--bad)}
strong.unk{background:var(--unk-bg);color:var(--unk)}
.rows,.plain{list-style:none;margin:0;padding:0}
.rows>li{display:flex;gap:12px;padding:10px 0}.rows>li>div{min-width:0;flex:1}
.rows>li+li,.plain>li+li{border-top:1px solid var(--edge)}.plain>li{padding:10px 0;overflow-wrap:anywhere}
.rows p{margin:0 0 4px}.rows dl{margin:0}.rows dl div{display:grid;grid-template-columns:5.5rem 1fr;margin-bottom:4px}
.rows dd{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.84rem;justify-self:start}
.dns{font-size:.875rem}
details{border-top:1px solid var(--edge)}h2+details{border-top:0}
summary{cursor:pointer;display:flex;gap:10px;padding:10px 0;overflow-wrap:anywhere}
summary::before{content:"\25B8";color:var(--dim)}details[open]>summary::before{content:"\25BE"}
summary::-webkit-details-marker{display:none}
.folded{padding:0 0 8px 30px}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:4px}
.picture{margin:0 0 12px}
.w,.n{height:auto;max-width:100%}.w{display:none}.n{display:block;width:100%;max-width:440px}
@media (min-width:760px){.w{display:block}.n{display:none}}
svg text{fill:var(--text);font-size:13px}
svg .m{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12px}
svg .t{font-weight:600}svg .o{font-weight:700}svg .c,svg .dim{fill:var(--dim)}svg .c{font-size:12px}
svg .end{text-anchor:end}svg .r{fill:var(--unk);font-weight:600}svg .r.good,svg .c.good{fill:var(--good)}svg .r.bad{fill:var(--bad)}svg .c.risk{fill:var(--risk)}
.b{fill:var(--card);stroke:var(--edge);stroke-width:1.5px}.b.good{stroke:var(--good)}.b.from{stroke:var(--text)}
.org{fill:var(--org)}.org.other{fill:var(--other)}
.l{stroke:var(--dim);stroke-width:2px}.l.good{stroke:var(--good)}.l.dash{stroke-dasharray:6 4}.l.skip{stroke-dasharray:2 5}
.l.thin{stroke:var(--edge);stroke-width:1.5px}
.s{stroke:var(--card);stroke-width:2px}.s.good{fill:var(--good)}.s.bad{fill:var(--bad)}.s.risk{fill:var(--risk)}
.s.unk{fill:var(--unk)}.s.skip{fill:var(--edge);stroke:var(--dim);stroke-width:1px}
.g{fill:none;stroke:var(--card);stroke-width:2px;stroke-linecap:round;stroke-linejoin:round}
.cell{fill:var(--unk-bg)}.cell.good{fill:var(--good-bg)}.cell.bad{fill:var(--bad-bg)}
.now{fill:none;stroke:var(--text);stroke-width:2px}
.bar{fill:var(--focus)}.bar.skew{fill:var(--risk-bg);stroke:var(--risk)}line.skew{stroke:var(--risk)}.track{stroke:var(--edge)}
.q{fill:var(--card);stroke:var(--dim)}.q.used{fill:var(--focus);stroke:var(--focus)}.q.worst{fill:var(--risk-bg);stroke:var(--risk)}
.q.over{fill:var(--bad-bg);stroke:var(--bad)}
@media (max-width:640px){main{padding:12px}section,.verdict{padding:14px;border-radius:10px}.colophon{padding:0 14px}
.verdict{border-left-width:6px}h1{font-size:1.3rem}.who div{grid-template-columns:5.5rem 1fr}
table{font-size:.75rem}th,td{padding-right:6px}td .aside{position:absolute;clip-path:inset(50%)}
.wide{display:none}.under{display:block;font-size:.7rem}th[scope=row]{width:42%}.who dt{font-size:.875rem}.record div{grid-template-columns:1fr}.record dt,.rows dt{font-size:.8rem}.rows dl div{grid-template-columns:1fr}
.steps{padding-left:1.1em}.folded{padding-left:0}}
@media print{body{font-size:11pt;background:#fff}main{max-width:none;padding:0}
section,.verdict{break-inside:avoid-page;border-radius:0;padding:10px 14px}.w{display:block}.n{display:none}
.copy,.pick{cursor:auto}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)";

}  // namespace

Literal style() { return sheet; }

}  // namespace alignmail::report::html
