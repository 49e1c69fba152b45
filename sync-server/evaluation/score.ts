/** How good a classifier's verdicts are, against labels: by intent, as a whole, and of what it would send by itself. Pure. */
import { type IntentKey, mayAutoSend } from '#shared/intents.ts'

/** A labelled text and what the pipeline made of it. */
export interface Judged {
  readonly text: string
  readonly wanted: IntentKey
  readonly intent: IntentKey
  /** 0 to 1. */
  readonly confidence: number
  readonly wouldSend: boolean
  /** What held it back; empty where nothing did. */
  readonly held: readonly string[]
}

export interface IntentScore {
  readonly intent: IntentKey
  readonly texts: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly sent: number
}

export interface Score {
  readonly texts: number
  /** Shares, 0 to 1; of nothing: 0. */
  readonly accuracy: number
  readonly macroF1: number
  /** Expected calibration error over ten equal steps of confidence. */
  readonly ece: number
  readonly intents: readonly IntentScore[]
  /** How many texts about the first were read as the second. */
  readonly confusion: ReadonlyMap<IntentKey, ReadonlyMap<IntentKey, number>>
  readonly reliability: readonly Bin[]
  readonly send: {
    readonly sent: number
    /** Right among what would be sent. */
    readonly precision: number
    /** Sent among all texts, and among those of intents that may be sent at all. */
    readonly ofAll: number
    readonly ofSendable: number
    /** The same, without what was read rightly and has no answer in the venue's facts. */
    readonly ofAnswerable: number
    /** Sent although it was a risk or a complaint: must be 0. */
    readonly grave: number
  }
  /** What kept texts of intents that may be sent from being sent: the first reason of each, most frequent first. */
  readonly heldBy: ReadonlyMap<IntentKey, ReadonlyMap<string, number>>
}

export interface Bin {
  readonly texts: number
  readonly confidence: number
  readonly right: number
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
const count = <T>(of: readonly T[], test: (one: T) => boolean) => of.filter(test).length

/** To book is answered as asking for a slot is; a set that knows no `enquiry` has it under `unknown`. */
function merged(intent: IntentKey, knowsEnquiry: boolean): IntentKey {
  if (intent === 'booking_request') return 'availability'
  return intent === 'enquiry' && !knowsEnquiry ? 'unknown' : intent
}

export function score(given: readonly Judged[]): Score {
  const knowsEnquiry = given.some((one) => one.wanted === 'enquiry')
  const all = given.map((one) => ({
    ...one,
    wanted: merged(one.wanted, knowsEnquiry),
    intent: merged(one.intent, knowsEnquiry),
  }))
  const isRight = (one: Judged) => one.intent === one.wanted
  const wanted = [...new Set(all.map((one) => one.wanted))].sort()
  const intents = wanted.map((intent) => {
    const of = count(all, (one) => one.wanted === intent)
    const said = count(all, (one) => one.intent === intent)
    const hits = count(all, (one) => one.wanted === intent && isRight(one))
    const sent = count(all, (one) => one.wanted === intent && one.wouldSend)
    return {
      intent,
      texts: of,
      precision: share(hits, said),
      recall: share(hits, of),
      f1: share(2 * hits, of + said),
      sent,
    }
  })
  const sent = all.filter((one) => one.wouldSend)
  const sendable = all.filter((one) => mayAutoSend(one.wanted))
  const isAnswered = (one: (typeof all)[number]) => one.wouldSend || !isRight(one) || reasonOf(one.held) !== 'no_answer'
  const answerable = sendable.filter(isAnswered)
  const reliability = bins(all.map((one) => ({ confidence: one.confidence, right: isRight(one) })))
  return {
    texts: all.length,
    accuracy: share(count(all, isRight), all.length),
    macroF1: share(
      intents.reduce((sum, one) => sum + one.f1, 0),
      intents.length,
    ),
    ece: reliability.reduce((sum, bin) => sum + share(bin.texts, all.length) * Math.abs(bin.confidence - bin.right), 0),
    intents,
    confusion: tally(all, (one) => one.intent),
    reliability,
    send: {
      sent: sent.length,
      precision: share(count(sent, isRight), sent.length),
      ofAll: share(sent.length, all.length),
      ofSendable: share(
        count(sendable, (one) => one.wouldSend),
        sendable.length,
      ),
      ofAnswerable: share(
        count(answerable, (one) => one.wouldSend),
        answerable.length,
      ),
      grave: count(sent, (one) => one.wanted === 'risk' || one.wanted === 'complaint'),
    },
    heldBy: tally(
      sendable.filter((one) => !one.wouldSend),
      (one) => (isRight(one) ? reasonOf(one.held) : 'misread'),
    ),
  }
}

/** Nothing to answer with explains more than the checks that follow from it. */
function reasonOf(held: readonly string[]): string {
  return held.includes('no_answer') || held.includes('no_fact') ? 'no_answer' : (held[0] ?? 'none')
}

function tally<K extends string>(all: readonly Judged[], key: (one: Judged) => K) {
  const out = new Map<IntentKey, Map<K, number>>()
  for (const one of all) {
    const row = out.get(one.wanted) ?? new Map<K, number>()
    out.set(one.wanted, row.set(key(one), (row.get(key(one)) ?? 0) + 1))
  }
  return out
}

function bins(all: readonly { readonly confidence: number; readonly right: boolean }[]): Bin[] {
  return Array.from({ length: 10 }, (_, n) => {
    const inBin = all.filter((one) => Math.min(9, Math.floor(one.confidence * 10)) === n)
    return {
      texts: inBin.length,
      confidence: share(
        inBin.reduce((sum, one) => sum + one.confidence, 0),
        inBin.length,
      ),
      right: share(
        count(inBin, (one) => one.right),
        inBin.length,
      ),
    }
  })
}
