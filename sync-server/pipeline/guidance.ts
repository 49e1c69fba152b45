/** Guidance cards at work: which of an agent's cards apply to these texts, and what they do to a reply. */
import { type Condition, holds, readCondition } from '#shared/condition.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { GuidanceRow } from '#shared/rows.ts'
import { toGsm7 } from '#shared/segments.ts'
import type { AgentBrief } from '../engines/engine.ts'
import type { Agent } from './agents.ts'

interface Scoped {
  readonly intents: readonly IntentKey[]
  readonly condition: string
}

/** Whether one of the intents is within the scope; what is not known yet is in no named scope. */
export const inScope = ({ intents }: Scoped, about: readonly IntentKey[]) =>
  intents.length === 0 || about.some((intent) => intents.includes(intent))

/** Whether it applies; `unclear`: its condition is nothing that words alone can tell. */
export function applies(one: Scoped, about: readonly IntentKey[], texts: readonly string[]): boolean | 'unclear' {
  if (!inScope(one, about)) return false
  const condition: Condition = readCondition(one.condition)
  return condition.kind === 'unclear' ? 'unclear' : holds(condition, texts)
}

export interface ReplyGuidance {
  /** Sentences that the reply has to hold, as they are. */
  readonly say: readonly string[]
  /** Rules that apply, or may: what only a model or a person can follow. */
  readonly rules: readonly GuidanceRow[]
  /** For a model: who it is, and every card in scope with its condition, for it to judge. */
  readonly brief: AgentBrief
}

/** @param about as `scopesOf` has it */
export function replyGuidance(agent: Agent, about: readonly IntentKey[], texts: readonly string[]): ReplyGuidance {
  const cards = agent.guidance.filter((card) => card.surface === 'reply' && inScope(card, about))
  const met = (card: GuidanceRow) => applies(card, about, texts)
  const say = cards.filter((card) => card.effect === 'say' && met(card) === true).map((card) => card.text)
  return {
    say,
    rules: cards.filter((card) => card.effect === 'rule' && met(card) !== false),
    brief: {
      name: agent.name,
      behaviour: agent.behaviour,
      say,
      rules: cards
        .filter((card) => card.effect === 'rule' || met(card) === 'unclear')
        .map((card) => ({ when: card.condition, rule: card.effect === 'say' ? `Say: ${card.text}` : card.text })),
    },
  }
}

/** The words with every sentence that they have to hold; what stands in them already is not said twice. */
export function withSaid(words: string, say: readonly string[]): string {
  const plainly = (text: string) => toGsm7(text).toLowerCase().replace(/\s+/g, ' ')
  return say.reduce((text, one) => (plainly(text).includes(plainly(one)) ? text : `${text.trimEnd()} ${one}`), words)
}

/** For an engine that cannot follow a rule in words. */
export const needsPerson = (rules: readonly GuidanceRow[]) =>
  rules.map(({ text }) => ({
    code: 'guidance',
    text: `A guidance card applies that needs a person: "${text}"`,
  }))
