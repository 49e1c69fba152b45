/** Results in words: for the terminal and as a page. Pure. */
import type { Bound, Stat } from './act.ts'
import type { Machine } from './machine.ts'
import type { ActResult, CaseResult, Check } from './run.ts'
import type { Spread, Summary } from './stats.ts'

/** What an act came to, and of what that is to be believed. */
export interface Measured extends ActResult {
  /** When its run began: ISO date and time. */
  readonly at: string
  readonly quick: boolean
  readonly machine: Machine
}

export interface Report {
  readonly acts: readonly Measured[]
  /** Acts that did not come to an end, and why. */
  readonly broken: readonly { readonly name: string; readonly why: string }[]
}

/** What is kept of each act is its last run; in the order of these names. */
export function keptOf(kept: Report, { acts }: Report, names: readonly string[]): Report {
  const last = (name: string) => [...acts, ...kept.acts].find((act) => act.name === name)
  return { acts: names.flatMap((name) => last(name) ?? []), broken: [] }
}

export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 1_000) return Math.round(value).toLocaleString('en-GB')
  if (size >= 100) return value.toFixed(0)
  if (size >= 10) return value.toFixed(1)
  return size >= 1 ? value.toFixed(2) : value.toFixed(3)
}

const times = (value: number): string => `${value >= 100 ? value.toFixed(0) : value.toFixed(2)}x`
const inWords = ({ median, min, max }: Spread): string => `${times(median)} (${times(min)}–${times(max)})`

function boundInWords({ atMost, atLeast }: Bound, ratio: boolean): string {
  const value = (n: number) => (ratio ? `${n}x` : n.toLocaleString('en-GB'))
  return [
    atMost === undefined ? '' : `at most ${value(atMost)}`,
    atLeast === undefined ? '' : `at least ${value(atLeast)}`,
  ]
    .filter(Boolean)
    .join(', ')
}

const verdict = (check: Check): string => (check.met ? 'met' : 'missed')

function checkInWords(check: Check): string {
  const ratio = check.spread !== undefined
  const value = check.spread === undefined ? figure(check.value) : inWords(check.spread)
  return `${check.what}: ${value}, ${boundInWords(check.bound, ratio)}: ${verdict(check)}`
}

/** A share is what it is on average. */
const figures = ({ mean, p50, p95, p99 }: Summary, unit: string): string =>
  (unit === '%' ? [mean] : [p50, p95, p99]).map(figure).join(' / ')

/** What an act came to, for the terminal. */
export function toTerminal(act: ActResult): string {
  const lines = ['', `${act.title}  (${act.name}; ${act.pairs} pairs, ${act.seconds} s)`]
  for (const one of act.cases) {
    lines.push(
      `  ${one.name}, ${one.size.toLocaleString('en-GB')} ${act.of}: ${figures(one.product, one.unit)} ${one.unit}`,
    )
    for (const control of one.controls) {
      const ratio = Object.entries(control.ratios)
        .map(([stat, spread]) => `${stat} ${inWords(spread)}`)
        .join(', ')
      lines.push(`    ${control.name}: ${figures(control.figures, one.unit)} ${one.unit}${ratio && `; ${ratio}`}`)
    }
    for (const check of one.checks) lines.push(`    ${check.met ? '✓' : '✗'} ${checkInWords(check)}`)
  }
  for (const proof of act.proofs) lines.push(`  ${proof.holds ? '✓' : '✗'} ${proof.name}: ${proof.detail}`)
  return lines.join('\n')
}

export function toPage({ acts, broken }: Report): string {
  const checks = acts.flatMap((act) => act.cases.flatMap((one) => one.checks))
  const missed = checks.filter((check) => !check.met).length
  const failed = acts.flatMap((act) => act.proofs).filter((proof) => !proof.holds).length
  const lines = [
    '# Benchmarks',
    '',
    `${checks.length} goals: ${checks.length - missed} met, ${missed} missed.${failed > 0 ? ` ${failed} of what has to hold did not.` : ''}`,
    'Figures are p50 / p95 / p99. A ratio is product / control within a pair: median (lowest–highest).',
    '',
  ]
  for (const act of acts) lines.push(...actPage(act))
  for (const { name, why } of broken) lines.push(`## ${name}`, '', `Did not come to an end: ${why}`, '')
  return `${lines.join('\n').trimEnd()}\n`
}

function actPage(act: Measured): string[] {
  const { machine } = act
  const lines = [
    `## ${act.title}`,
    '',
    `\`npm run bench -- ${act.name}\`, ${act.pairs} pairs. Goal: ${act.goal}.`,
    `Control: ${act.control}. Product: ${act.product}.`,
    '',
    `${act.at.slice(0, 16).replace('T', ' ')} UTC${act.quick ? ', a quick run' : ''}, commit ${machine.commit}: ${machine.processor}, ${machine.cores} cores,`,
    `${machine.memoryGb} GB, ${machine.system}; Node ${machine.node}, SQLite ${machine.sqlite}; load ${machine.load} at the start.`,
    '',
    `| case | ${act.of} | unit | product | control | ratio | goals |`,
    '|---|---|---|---|---|---|---|',
    ...act.cases.map((one) => row(one)),
    '',
  ]
  for (const proof of act.proofs)
    lines.push(`- ${proof.name}: ${proof.holds ? 'holds' : '**does not hold**'}. ${proof.detail}`)
  if (act.proofs.length > 0) lines.push('')
  return lines
}

function row({ name, size, unit, product, controls, checks }: CaseResult): string {
  const several = controls.length > 1
  const theirs = controls.map((c) => `${several ? `${c.name}: ` : ''}${figures(c.figures, unit)}`).join('<br>')
  const ratios = controls
    .map((c) =>
      Object.entries(c.ratios)
        .map(([stat, spread]) => `${stat as Stat} ${inWords(spread)}`)
        .join('<br>'),
    )
    .join('<br>')
  const goals = checks.map((check) => (check.met ? checkInWords(check) : `**${checkInWords(check)}**`)).join('<br>')
  return `| ${[name, size.toLocaleString('en-GB'), unit, figures(product, unit), theirs || '–', ratios || '–', goals || '–'].join(' | ')} |`
}
