/**
 * A public review: thanked for in public. A risk or a complaint is a person's, as everywhere; so is one of two stars or
 * fewer, whose draft no gate lets out by itself.
 */
import type { Engine } from '../engines/engine.ts'
import { writeReply } from './compose.ts'
import type { Subject } from './subject.ts'
import { grave, isGrave, NOTHING, screenedThought, type Thought } from './thought.ts'

type Reviewed = Subject & { readonly stars: number }

export async function thinkOfReview(engine: Engine, subject: Reviewed, signal: AbortSignal): Promise<Thought> {
  const { texts, stars } = subject
  const said = texts.filter((text) => text.trim() !== '')
  const screened = screenedThought(said)
  // To want no texts is said to a phone, not to the public.
  if (screened && screened.flag !== 'opt_out') return screened
  const found = said.length === 0 ? null : await engine.classify(said, signal)
  // The classifier was trained on texts: of a review the stars know better. What it doubts, a person looks at.
  const doubted = stars >= 4 && found?.intent === 'complaint'
  if (isGrave(found) && !doubted) return grave(found)
  const warrant = { reply: true, reason: 'Replies: a public review' }
  const confidence = sureOf(stars, doubted || MIXED.test(said.join('\n')))
  const thought = { ...NOTHING, warrant, intent: 'review_reply' as const, confidence }
  if (!subject.sparks) return thought
  return { ...thought, reply: await writeReply(engine, subject, 'review_reply', signal) }
}

/** What turns praise into something that wants an answer of its own. */
const MIXED =
  /\?|\b(?:but|however|although|though|except|apart|shame|pity|unfortunately|disappoint\w*|slow|rude|late|wait(?:ed|ing)?|dirty|cold|over\s?priced|expensive|pric(?:e|ey)y?|poor|bad|worse|wrong|never|not|n't|could|should|wish|only|hurt|sore)\b/i
const UNCLEAR = 0.3

/** How sure it is that a plain thank-you answers it, 0 to 1: by the stars, and less where the words say more than praise. */
function sureOf(stars: number, mixed: boolean): number {
  const byStars = stars >= 4 ? 0.96 : stars === 3 ? 0.87 : 0.5
  return mixed ? byStars - UNCLEAR : byStars
}
