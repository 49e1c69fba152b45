/** What was thought of a text; and what is thought of those that nobody but a person answers. */
import type { IntentKey } from '#shared/intents.ts'
import type { Classification, Severity } from '../engines/engine.ts'
import type { Reply } from './compose.ts'
import type { Handover, RunChange } from './playbook.ts'
import { screen } from './screens.ts'
import type { Warrant } from './warrant.ts'

export interface Thought {
  readonly warrant: Warrant
  /** What it is judged as: mode, training, threshold and guardrail are those of this intent. */
  readonly intent: IntentKey | null
  /** A request to book that books nothing yet, and is judged as a question about times. */
  readonly asksToBook: boolean
  readonly severity: Severity | null
  /** The classifier's own, before calibration; 0 to 1. */
  readonly confidence: number
  /** Answered although the words leave open what is asked: never sure enough to leave by itself. */
  readonly doubtful: boolean
  /** A screen's word for staff, such as an opt-out by meaning. */
  readonly flag: 'opt_out' | 'risk' | null
  /** null: none was written. */
  readonly reply: Reply | null
  /** The agent steps back for a person; null: it does not. */
  readonly handover: Handover | null
  /** How far a playbook has come with this turn; null: none is under way. */
  readonly run: RunChange | null
}

/** Nothing found, nothing written. */
export const NOTHING = {
  intent: null,
  asksToBook: false,
  severity: null,
  confidence: 0,
  doubtful: false,
  flag: null,
  reply: null,
  handover: null,
  run: null,
} as const

type Grave = Classification & { readonly intent: 'complaint' | 'risk' }
/** Why nobody but a person answers. */
export const GRAVE = { risk: 'A person must look at this', complaint: 'A complaint goes to a person' } as const

export const isGrave = (known: Classification | null): known is Grave =>
  known?.intent === 'complaint' || known?.intent === 'risk'

/** Found by the classifier, not by a screen. */
export function grave({ intent, confidence, severity, doubtful = false }: Grave): Thought {
  const flag = intent === 'risk' ? 'risk' : null
  const warrant = { reply: false, reason: GRAVE[intent] }
  return { ...NOTHING, ...{ intent, confidence, doubtful, flag, severity: severity ?? 'high' }, warrant }
}

/** What goes to a person before anything that thinks is asked; null: it may be thought about. */
export function screenedThought(texts: readonly string[]): Thought | null {
  const found = screenAll(texts)
  if (!found) return null
  if (found.kind === 'opt_out') {
    const reason = 'They may want no more texts: a person decides'
    return { ...NOTHING, warrant: { reply: false, reason }, flag: 'opt_out' }
  }
  return {
    ...NOTHING,
    warrant: { reply: false, reason: GRAVE[found.kind] },
    intent: found.kind,
    severity: found.severity ?? 'high',
    confidence: 1,
    flag: found.kind === 'risk' ? 'risk' : null,
  }
}

/** The gravest finding over a burst. */
function screenAll(texts: readonly string[]): ReturnType<typeof screen> {
  const found = [...texts.map(screen), screen(texts.join('\n'))].filter((f) => f !== null)
  return found.find((f) => f.kind === 'risk') ?? found.find((f) => f.kind === 'complaint') ?? found[0] ?? null
}

const BOOKS_NOTHING = 'They ask to book: it is answered as a question about times, and nothing is booked yet'

/** As thread and record have it: with why a request to book is not judged as one. */
export function warrantOf({ warrant, asksToBook, intent }: Thought): Warrant {
  if (!warrant.reply || !asksToBook || intent === 'booking_request') return warrant
  return { ...warrant, reason: `${warrant.reason}. ${BOOKS_NOTHING}` }
}
