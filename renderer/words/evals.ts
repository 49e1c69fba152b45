/** Cases in words. */
import type { EvalExpect, EvalOrigin, EvalOutcome } from '#shared/evals.ts'
import { intentOf } from '#shared/intents.ts'

const ORIGINS: Record<EvalOrigin, string> = {
  thread: 'From a thread',
  hand: 'By hand',
  reject: 'Rejected draft',
  wrong_send: 'Wrong send',
}

export const originText = (origin: EvalOrigin): string => ORIGINS[origin]

export const OUTCOME_WORDS: Record<EvalOutcome, string> = {
  sends: 'Would leave by itself',
  held: 'Must not leave by itself',
  escalates: 'Goes to a person as complaint or risk',
  quiet: 'Gets no reply',
  hands_off: 'Is handed off',
}

/** What a case expects, one phrase each. `serviceName`: of the service whose price is asked for. */
export function expectations(expect: EvalExpect, serviceName: (id: string) => string | undefined): string[] {
  const { intent, notIntent, warrant, outcome, contains, avoids, priceOf, unlike } = expect
  const quoted = (all: readonly string[]) => all.map((one) => `“${one}”`).join(', ')
  return [
    ...(intent === undefined ? [] : [`is read as ${intentOf(intent).label}`]),
    ...(notIntent === undefined ? [] : [`is not read as ${intentOf(notIntent).label}`]),
    ...(warrant === undefined ? [] : [warrant ? 'wants a reply' : 'needs no reply']),
    ...(outcome === undefined ? [] : [lower(OUTCOME_WORDS[outcome])]),
    ...(priceOf === undefined ? [] : [`quotes the price of ${serviceName(priceOf) ?? 'a service that is gone'}`]),
    ...(contains.length === 0 ? [] : [`says ${quoted(contains)}`]),
    ...(avoids.length === 0 ? [] : [`does not say ${quoted(avoids)}`]),
    ...(unlike === undefined ? [] : ['does not give the faulty text again']),
  ]
}

const lower = (text: string) => `${text[0]!.toLowerCase()}${text.slice(1)}`
