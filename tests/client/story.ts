// The main story, told by a client that is generated from the description of the API: deals are lost,
// found, counted by reason, restored and undone. It prints what a program sees, a line each.

import {
  countOpportunities,
  createLostReason,
  createOpportunity,
  exportOpportunities,
  groupOpportunities,
  listActivity,
  listLosses,
  listOpportunities,
  lose,
  type Outcome,
  type Problem,
  reportLosses,
  restore,
  showOpportunity,
  undo,
  whoAmI,
} from "./generated";
import { client } from "./generated/client.gen";

const [baseUrl, token] = process.argv.slice(2);
client.setConfig({ baseUrl: baseUrl!, auth: () => token! });

const say = (what: string, told: unknown) => console.log(`${what}: ${JSON.stringify(told)}`);
const brief = ({ preview, changing, selected, left }: Outcome) => ({ preview, changing, selected, left });
const refused = ({ type, status, detail, field }: Problem) => ({ type, status, detail, field });

/** Returns the answer of a call that must succeed. */
async function of<T>(call: Promise<{ data?: T; error?: Problem }>): Promise<T> {
  const { data, error } = await call;
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

async function main() {
  say("who", (await of(whoAmI())).name);
  await of(createLostReason({ body: { name: "Budget cut", guidance: "Call again in spring" } }));
  for (const [name, amount] of [["Pumps", "1200.50"], ["Valves", "80"], ["Hoses", "15.25"]] as const) {
    await of(createOpportunity({ body: { name, fields: { expected_revenue: { amount } } } }));
  }

  const body = { filter: "name in (Pumps, Valves)", reason: { name: "Budget cut" }, note: { text: "Next year." } };
  const shown = await of(lose({ body: { ...body, preview: true } }));
  say("preview", { ...brief(shown), revenue: shown.expected_revenue?.amount });
  const lost = await of(lose({ body: { ...body, confirmed: shown.selected } }));
  say("lost", { ...brief(lost), kind: lost.operation?.kind });

  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await of(listOpportunities({ query: { filter: "state = lost", sort: "name", limit: 1, after } }));
    names.push(...page.records.map(({ name, lost_reason }) => `${name} (${lost_reason?.name})`));
    after = page.next ?? undefined;
  } while (after !== undefined);
  say("found", names);

  const groups = await of(groupOpportunities({
    query: { filter: "state = lost", by: "lost_reason", aggregates: "sum(expected_revenue)" },
  }));
  say("by reason", groups.groups.map(({ count, aggregates }) => ({ count, aggregates })));
  const report = await of(reportLosses());
  say("report", report.rows.map(({ name, losses, expected_revenue }) => [name, losses, expected_revenue.amount]));

  const restored = await of(restore({ body: { ids: [1] } }));
  say("restored", brief(restored));
  say("state", (await of(showOpportunity({ path: { id: 1 } }))).opportunity.state);
  say("history", (await of(listLosses({ path: { id: 1 } }))).map(({ lost_reason, closing_note, ended_how }) => ({
    reason: lost_reason?.name, closing_note, ended_how,
  })));
  const undone = await of(undo({ path: { id: restored.operation!.id }, body: {} }));
  say("undone", brief(undone));
  say("activity", (await of(listActivity({ path: { id: 1 } }))).map(({ kind }) => kind));
  say("still lost", (await of(countOpportunities({ query: { filter: "state = lost" } }))).count);

  const exported = await of(exportOpportunities({ query: { filter: "state = lost", columns: "name,state", format: "csv" }, parseAs: "text" }));
  say("exported", exported);

  const wrong = await listOpportunities({ query: { filter: "stat = lost" } });
  say("a wrong filter", wrong.error && { ...refused(wrong.error), places: wrong.error.errors?.map(({ place }) => place) });
  const missing = await lose({ body: { ids: [1, 99] } });
  say("a missing record", missing.error && { ...refused(missing.error), missing: missing.error.missing });
  client.setConfig({ auth: () => "winback_wrong" });
  const nobody = await listOpportunities();
  say("nobody", nobody.error && refused(nobody.error));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
