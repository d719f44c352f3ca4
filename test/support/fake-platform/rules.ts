// How often a fault that a test has ordered strikes, whichever platform is played.

/** `skip`: calls that pass first; `count`: how many it then strikes, one when absent. */
interface Repeated {
  skip?: number;
  count?: number | "always";
}

/** Whether this call is one of those that pass first. Counts it. */
export function skips(rule: Repeated): boolean {
  if (rule.skip === undefined || rule.skip === 0) return false;
  rule.skip -= 1;
  return true;
}

/** The rules that are left once `rule` has struck. */
export function used<Rule extends Repeated>(rules: Rule[], rule: Rule): Rule[] {
  if (rule.count === "always") return rules;
  rule.count = (rule.count ?? 1) - 1;
  return rule.count > 0 ? rules : rules.filter((other) => other !== rule);
}
