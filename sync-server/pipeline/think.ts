/**
 * The thinking part of a turn: screens, booking, warrant, classify, compose, validate, in this order. It reads, asks the engine
 * and returns a thought; it changes nothing, and what comes of it is decided by settle.
 */
import type { VenueFacts } from '#shared/facts.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { VenueDiary } from '../diary/diary.ts'
import type { OpenEnquiry } from '../diary/enquiry.ts'
import type { Engine, Severity } from '../engines/engine.ts'
import { answerBooking, readBooking } from './booking.ts'
import { type Reply, writeReply } from './compose.ts'
import { screen } from './screens.ts'
import { warrant } from './warrant.ts'

export interface Subject {
  /** The customer's texts that want an answer, oldest first. */
  readonly texts: readonly string[]
  readonly customerName: string | null
  readonly agentName: string
  readonly classifierOn: boolean
  readonly venue: VenueFacts
  readonly now: number
  /** False: nothing may be written, as the wallet is empty. */
  readonly sparks: boolean
  /** Who works and what is taken in the coming weeks; absent: no diary, or no sign that it is needed. */
  readonly diary?: VenueDiary
  /** What the last reply asked or offered, and the texts before it; absent: nothing is open. */
  readonly enquiry?: OpenEnquiry | null
  /** When the first of the texts came in. */
  readonly since?: number
}

export interface Thought {
  readonly warrant: { readonly reply: boolean; readonly reason: string }
  readonly intent: IntentKey | null
  readonly severity: Severity | null
  /** The classifier's own, before calibration; 0 to 1. */
  readonly confidence: number
  /** Answered although the words leave open what is asked: never sure enough to leave by itself. */
  readonly doubtful: boolean
  /** A screen's word for staff, such as an opt-out by meaning. */
  readonly flag: 'opt_out' | 'risk' | null
  /** null: none was written. */
  readonly reply: Reply | null
}

const NOTHING = { intent: null, severity: null, confidence: 0, doubtful: false, flag: null, reply: null } as const

export async function think(engine: Engine, subject: Subject, signal: AbortSignal): Promise<Thought> {
  if (subject.texts.every((t) => t.trim() === '')) {
    return {
      ...NOTHING,
      warrant: { reply: false, reason: 'A picture without words: a person looks at it' },
      intent: 'unknown',
    }
  }
  const found = screenAll(subject.texts)
  if (found?.kind === 'risk' || found?.kind === 'complaint') {
    return {
      ...NOTHING,
      warrant: {
        reply: false,
        reason: found.kind === 'risk' ? 'A person must look at this' : 'A complaint goes to a person',
      },
      intent: found.kind,
      severity: found.severity ?? 'high',
      confidence: 1,
      flag: found.kind === 'risk' ? 'risk' : null,
    }
  }
  const flag = found?.kind === 'opt_out' ? 'opt_out' : null
  if (flag) {
    return { ...NOTHING, warrant: { reply: false, reason: 'They may want no more texts: a person decides' }, flag }
  }
  const mention = new RegExp(`@${literally(subject.agentName)}(?!\\w)`, 'i')
  const booking = readBooking(subject)
  const goesOn = booking?.goesOn ?? false
  const asked = goesOn
    ? { reply: true, reason: 'Replies: it goes on with a booking' }
    : warrant(subject.texts, {
        mention: subject.texts.some((t) => mention.test(t)),
        classifierOff: !subject.classifierOn,
      })
  if (!asked.reply) return { ...NOTHING, warrant: asked, intent: 'general' }

  const {
    intent,
    confidence,
    severity,
    doubtful = false,
  } = await engine.classify(goesOn ? [...subject.enquiry!.earlier, ...subject.texts] : subject.texts, signal)
  const classified = { ...NOTHING, warrant: asked, intent, confidence, doubtful, severity: severity ?? null }
  if (intent === 'complaint' || intent === 'risk')
    return { ...classified, severity: severity ?? 'high', flag: intent === 'risk' ? 'risk' : null }
  if (intent === 'noise' || !subject.sparks) return classified
  const answered = booking && mayAnswer(intent, goesOn) ? answerBooking(subject, booking, intent) : null
  if (answered) return { ...classified, ...answered, doubtful: doubtful || !BOOKING.has(intent) }
  return { ...classified, reply: await writeReply(engine, subject, intent, signal) }
}

const BOOKING: ReadonlySet<IntentKey> = new Set(['availability', 'booking_request'])
/** A bare "yes" or a name tells the classifier nothing: answered, and below every floor. */
const VAGUE: ReadonlySet<IntentKey> = new Set(['general', 'unknown'])

const mayAnswer = (intent: IntentKey, goesOn: boolean) => BOOKING.has(intent) || (goesOn && VAGUE.has(intent))

/** The gravest finding over a burst. */
function screenAll(texts: readonly string[]): ReturnType<typeof screen> {
  const found = [...texts.map(screen), screen(texts.join('\n'))].filter((f) => f !== null)
  return found.find((f) => f.kind === 'risk') ?? found.find((f) => f.kind === 'complaint') ?? found[0] ?? null
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
