import type { IntentKey } from '#shared/intents.ts'
import type { Classification, Engine } from '../engines/engine.ts'
import { isMentioned } from './agents.ts'
import { answerBooking, type BookingRead, readBooking } from './booking.ts'
import { guided, putQuestion, writeReply } from './compose.ts'
import { beginPlaybook, continuePlaybook, type Handover, type PlaybookStep } from './playbook.ts'
import { bookingNothing, scopesOf } from './request.ts'
import { thinkOfReview } from './review.ts'
import { asksForPerson } from './screens.ts'
import type { Subject } from './subject.ts'
import { grave, isGrave, NOTHING, screenedThought, type Thought } from './thought.ts'
import { because, ruled, type Warrant, warrant } from './warrant.ts'

export async function think(engine: Engine, given: Subject, signal: AbortSignal): Promise<Thought> {
  const { texts, agent } = given
  const subject = { ...given, venue: { ...given.venue, persona: agent.persona ?? given.venue.persona } }
  if (subject.stars != null) return thinkOfReview(engine, { ...subject, stars: subject.stars }, signal)
  if (texts.every((t) => t.trim() === '')) {
    const reason = 'A picture without words: a person looks at it'
    return { ...NOTHING, warrant: { reply: false, reason }, intent: 'unknown' }
  }
  const wish = wishIn(subject)
  const screened = screenedThought(texts)
  if (screened) return { ...screened, handover: wish }
  if (wish) return wished(engine, texts, wish, signal)

  const booking = readBooking(subject)
  const going = continuePlaybook(subject)
  const read = textsToClassify(subject, booking, going)
  let known: Classification | null = null
  const classify = async () => (known ??= await engine.classify(read, signal))
  const { general, ...asked } = await wantsReply(engine, subject, { booking, going, classify }, signal)
  // A rule of the owner silences no screen and no complaint.
  if (!asked.reply && !isGrave(known)) {
    const { intent = null, confidence = 0 } = (known as Classification | null) ?? {}
    return { ...NOTHING, warrant: asked, ...(general ? { intent: 'general', confidence: 1 } : { intent, confidence }) }
  }

  const { intent: found, confidence, severity, doubtful = false, wantsPerson } = await classify()
  const playbook = going ?? (booking?.goesOn ? null : beginPlaybook(subject, found))
  // Whoever answers a playbook, or meets what it waits for, is no stranger who has the wrong number.
  const intent = found === 'noise' && playbook?.answered ? 'unknown' : found
  const late = wantsPerson === true && isFresh(subject) ? WISH : null
  if (isGrave(known)) return { ...grave(known), warrant: asked, handover: late }
  const classified = { ...NOTHING, warrant: asked, intent, confidence, doubtful, severity: severity ?? null }
  if (late) return { ...handedOver(late), intent, confidence }
  if (intent === 'noise') return classified
  const thought = { ...classified, run: playbook?.run ?? null }
  if (playbook?.handover) return { ...thought, ...handedOver(playbook.handover), run: playbook.run, intent, confidence }
  if (!subject.sparks) return thought
  const reply = await written(engine, subject, { booking, playbook, intent }, signal)
  const asksToBook = intent === 'booking_request' && reply.intent !== intent
  return { ...thought, ...reply, asksToBook, doubtful: doubtful || (reply.doubtful ?? false) }
}

interface Read {
  readonly booking: BookingRead | null
  readonly playbook: PlaybookStep | null
  readonly intent: IntentKey
}

/** By the playbook that asks on, by the booking responder, or by the composer. */
async function written(
  engine: Engine,
  subject: Subject,
  { booking, playbook, intent }: Read,
  signal: AbortSignal,
): Promise<Pick<Thought, 'reply' | 'intent'> & Partial<Pick<Thought, 'doubtful'>>> {
  const next = playbook?.ask ?? null
  const about = bookingNothing(intent)
  if (next && playbook?.answered) return { intent: about, reply: putQuestion(subject, intent, next, playbook.begins) }
  const answered = booking && mayAnswer(intent, booking.goesOn) ? answerBooking(subject, booking, intent) : null
  if (answered)
    return {
      intent: answered.intent,
      reply: guided(answered.reply, subject, scopesOf(answered.intent, intent)),
      doubtful: answered.doubtful || !BOOKING.has(intent),
    }
  // It is about something else: answered, and then asked on.
  const reply = await writeReply(engine, subject, intent, signal, next ? [next.question] : [])
  return { intent: about, reply: next ? { ...reply, asks: next.key } : reply }
}

interface Warranting {
  readonly booking: BookingRead | null
  readonly going: PlaybookStep | null
  readonly classify: () => Promise<Classification>
}

/** The owner's word, then a model's reading of it, then what is under way, then the words alone. */
async function wantsReply(
  engine: Engine,
  subject: Subject,
  { booking, going, classify }: Warranting,
  signal: AbortSignal,
): Promise<Warrant & { readonly general?: true }> {
  const { texts, agent } = subject
  const cards = agent.guidance.filter((card) => card.surface === 'classifier')
  const scoped = agent.classifierOn && cards.some((card) => card.intents.length > 0)
  const intent = scoped ? (await classify()).intent : null
  const mention = isMentioned(agent, texts)
  const instruction = agent.classifierInstruction
  const rules = { mention, classifierOff: !agent.classifierOn, cards, instruction, intent }
  const byRule = ruled(texts, rules) ?? (await byModel(engine, rules, texts, signal))
  if (byRule) return byRule
  if (booking?.goesOn) return { reply: true, reason: 'Replies: it goes on with a booking' }
  if (going?.answered) return { reply: true, reason: 'Replies: it answers what the playbook asked' }
  const byWords = warrant(texts)
  return byWords.reply ? byWords : { ...byWords, general: true }
}

/** What words alone do not tell of the instruction and the cards; a model that fails says nothing, and the words decide. */
async function byModel(
  engine: Engine,
  { cards, instruction, intent }: Parameters<typeof ruled>[1],
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Warrant | null> {
  const inScope = cards.filter(
    (card) => card.intents.length === 0 || (intent !== null && card.intents.includes(intent)),
  )
  if (!engine.warrant || (instruction === '' && inScope.length === 0)) return null
  const given = inScope.map(({ condition, effect, text }) => ({
    when: condition,
    reply: effect === 'always_reply',
    text,
  }))
  const said = await engine.warrant({ texts, instruction, cards: given }, signal).catch(() => null)
  const card = said?.card == null ? null : inScope[said.card]
  if (!said || card === undefined) return null
  const reason = card ? because(said.reply, card.text) : because(said.reply, instruction, 'the instruction')
  return { reply: said.reply, reason }
}

const BOOKING: ReadonlySet<IntentKey> = new Set(['availability', 'booking_request'])
/** A bare "yes" or a name tells the classifier nothing: answered, and below every floor. */
const VAGUE: ReadonlySet<IntentKey> = new Set(['general', 'unknown'])

const mayAnswer = (intent: IntentKey, goesOn: boolean) => BOOKING.has(intent) || (goesOn && VAGUE.has(intent))

/** With what was said before, where the texts go on with it. */
function textsToClassify({ texts, run, enquiry }: Subject, booking: BookingRead | null, going: PlaybookStep | null) {
  const earlier = going?.answered ? run!.earlier : booking?.goesOn ? enquiry!.earlier : []
  return [...earlier, ...texts]
}

const isFresh = ({ texts, fresh }: Subject) => fresh === undefined || fresh.length === texts.length

/** What they want besides a person is good to know, and a complaint is one all the same; an engine that fails stops nobody. */
async function wished(engine: Engine, texts: readonly string[], wish: Handover, signal: AbortSignal): Promise<Thought> {
  const found = await engine.classify(texts, signal).catch(() => null)
  if (isGrave(found)) return { ...grave(found), handover: wish }
  return { ...handedOver(wish), ...(found && { intent: found.intent, confidence: found.confidence }) }
}

const WISH: Handover = { route: 'front desk', note: null, text: null, reason: 'they asked for a person' }
const BY_PHONE = /\b(?:call(?:back)?|ring|phone|bell|buzz)\b/i

/** A wish to be dealt with by a person, in what has just come in. */
function wishIn({ texts, fresh = texts }: Subject): Handover | null {
  if (!fresh.some(asksForPerson) && !asksForPerson(fresh.join('\n'))) return null
  return BY_PHONE.test(fresh.join('\n')) ? { ...WISH, route: 'call' } : WISH
}

function handedOver(handover: Handover): Thought {
  return { ...NOTHING, warrant: { reply: false, reason: `Handed off: ${handover.reason}` }, handover }
}
