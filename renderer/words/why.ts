/** "Why?": the gates in plain words. The evaluator is in shared/; this says what a failure means for the reader. */

import type { GateCode, GateResult } from '#shared/gates.ts'
import { type GuardrailKey, type IntentKey, intentOf } from '#shared/intents.ts'
import type { AgentRow, ConversationRow, DecisionRow, DraftRow, PolicyRow, VenueRow } from '#shared/rows.ts'

/** Where an owner can change what a gate reads. */
export type SettingsPage =
  | 'auto-send'
  | 'backtest'
  | 'insights'
  | 'limits'
  | 'timing'
  | 'agents'
  | 'evals'
  | 'engine'
  | 'voice'
  | 'memory'
  | 'services'
  | 'diary'
  | 'venue'
  | 'credits'
  | 'audit'
  | 'team'
  | 'snippets'
  | 'notifications'
  | 'keyboard'
  | 'computer'
  | 'components'

/** Settings that everybody has; all others are an owner's. */
export const OWN_PAGES: ReadonlySet<string> = new Set<SettingsPage>([
  'team',
  'snippets',
  'notifications',
  'keyboard',
  'computer',
  'components',
])

const GATE_SETTING: Partial<Record<GateCode, SettingsPage>> = {
  plan: 'credits',
  master: 'auto-send',
  agent_mode: 'agents',
  intent_mode: 'auto-send',
  training: 'auto-send',
  confidence: 'auto-send',
  quiet_hours: 'limits',
  closure: 'limits',
  cap_hour: 'limits',
  cap_day: 'limits',
  sparks: 'credits',
  human_active: 'timing',
  credentials: 'venue',
  disclosure: 'voice',
  validation: 'voice',
}

/** What the guardrail of an intent looks up. */
const FACTS_OF: Record<GuardrailKey, SettingsPage | null> = {
  prices: 'services',
  quote: 'services',
  listed_services: 'services',
  opening_times: 'diary',
  free_slots: 'diary',
  booking: 'diary',
  own_link_only: 'venue',
  named_fact: 'memory',
  nothing_new: null,
  stars: null,
  none: null,
}

/** Where an owner can change what this gate read; null: nowhere, it lies in the conversation. */
export function settingOf(code: GateCode, intent: IntentKey | null): SettingsPage | null {
  if (code === 'guardrail') return intent === null ? null : FACTS_OF[intentOf(intent).guardrail]
  return GATE_SETTING[code] ?? null
}

/** The setting behind the first failed gate that has one. */
export function decidingSetting(gates: readonly GateResult[], intent: IntentKey | null): SettingsPage | null {
  return gates.flatMap((gate) => (gate.pass ? [] : (settingOf(gate.code, intent) ?? [])))[0] ?? null
}

/** Short names for the narrow list beside the thread. */
export const GATE_SHORT: Record<GateCode, string> = {
  plan: 'On the PRO plan',
  kill_switch: 'Not stopped',
  master: 'Auto-send is on',
  agent_mode: 'Agent may auto-send',
  conversation_mode: 'Conversation may auto-send',
  intent_mode: 'Intent may auto-send',
  training: 'Trained',
  quiet_hours: 'Outside quiet hours',
  closure: 'Not closed for the day',
  cap_hour: 'Within the hourly cap',
  cap_day: 'Within the daily cap',
  sparks: 'Credits left',
  confidence: 'Sure enough',
  opted_out: 'Not opted out',
  personal: 'Not personal',
  handoff: 'Not handed off',
  human_active: 'No person at work here',
  credentials: 'Sending number healthy',
  disclosure: 'AI disclosure included',
  validation: 'Checks passed',
  guardrail: 'Facts are true',
}

/** What the checks of a reply find, in a word or three; the sentence stands at the draft. */
const FOUND: Readonly<Record<string, string>> = {
  canary: 'hidden marker',
  prompt_leak: 'its instructions',
  invented_price: 'a price not listed',
  invented_time: 'a wrong opening time',
  invented_slot: 'a time not free',
  foreign_link: 'a foreign link',
  promise: 'a promise',
  avoid_word: 'an avoided word',
  spelling: 'spelling',
  ai_tell: 'sounds like an AI',
  not_gsm: 'a costly character',
  too_long: 'too long',
  disclosure_missing: 'no disclosure',
  unknown_day: 'a day that nothing is known of',
  stray_number: 'an unknown number',
  stray_words: 'unfounded words',
  blind_answer: 'a bare yes or no',
  says_nothing: 'no answer in it',
  empty: 'no text',
  wrong_sum: 'a wrong sum',
  link_missing: 'no booking link',
  unlisted_service: 'a service not listed',
  no_fact: 'no fact behind it',
  bot_question: 'asks if it is a bot',
  denies_ai: 'denies being an AI',
  low_stars: 'few stars',
}

/** "an unknown number, unfounded words" */
const foundText = (codes: string): string =>
  codes
    .split(', ')
    .map((code) => FOUND[code] ?? code.replaceAll('_', ' '))
    .join(', ')

/** Failed gates first, each group in the order in which a person would check. */
export function orderedGates(gates: readonly GateResult[]): readonly GateResult[] {
  return [...gates.filter((g) => !g.pass), ...gates.filter((g) => g.pass)]
}

/** "93 %, needs 85 %", "3 of 20", "draft", or nothing to say. */
export function gateMeasure(gate: GateResult): string {
  const { value, limit } = gate
  if (value === undefined) return ''
  if (gate.code === 'validation' && !gate.pass) return foundText(String(value))
  if (gate.code === 'training' && limit === 0) return 'does not train'
  if (limit === undefined) return String(value)
  if (gate.code === 'training' && !gate.pass && Number(value) >= Number(limit)) return `${value}, too few right`
  if (gate.code === 'cap_hour' || gate.code === 'cap_day' || gate.code === 'training') return `${value} of ${limit}`
  if (gate.pass) return gate.code === 'confidence' ? `${value}, needs ${limit}` : String(value)
  return limit === 'never' ? `${value}, never sent by itself` : `${value}, needs ${limit}`
}

/** The same where there is little room: what stands on the left says the rest. */
export function gateMeasureShort(gate: GateResult): string {
  const { value, limit } = gate
  if (gate.code === 'validation' && !gate.pass && value !== undefined) {
    const codes = String(value).split(', ')
    return codes.length === 1 ? foundText(codes[0]!) : `${codes.length} findings`
  }
  if (value === undefined || limit === undefined || typeof limit === 'number' || gate.pass) return gateMeasure(gate)
  return limit === 'never' ? 'never by itself' : gate.code === 'confidence' ? gateMeasure(gate) : String(value)
}

/** "12 of 30 reviewed"; where that is enough, what is wanting. */
const reviewed = (gate: GateResult): string =>
  Number(gate.value) >= Number(gate.limit)
    ? `${gate.value} reviewed, too few of them right`
    : `${gateMeasure(gate)} reviewed`

type Sentence = (gate: GateResult | undefined, label: string) => string

const BECAUSE: Record<GateCode, Sentence> = {
  plan: () => 'the venue is on the FREE plan',
  kill_switch: () => 'auto-send is stopped',
  master: () => 'auto-send is switched off for the venue',
  agent_mode: () => "the agent's reply mode is draft",
  conversation_mode: () => 'this conversation is set to draft',
  intent_mode: (_, label) => `${label} is set to draft`,
  training: (gate, label) => `${label} is still in training${gate === undefined ? '' : ` (${reviewed(gate)})`}`,
  quiet_hours: (gate) => `it came within quiet hours${gate?.value === undefined ? '' : ` (${gate.value})`}`,
  closure: (gate) => `the venue was closed that day${gate?.value === undefined ? '' : ` (${gate.value})`}`,
  cap_hour: (gate) => `the hourly cap${gate?.limit === undefined ? '' : ` of ${gate.limit}`} was reached`,
  cap_day: (gate) => `the daily cap${gate?.limit === undefined ? '' : ` of ${gate.limit}`} was reached`,
  sparks: () => 'the venue is out of AI credits',
  confidence: (gate, label) =>
    gate === undefined || gate.limit === 'never'
      ? `${label} is never sent by itself`
      : `the AI is ${gate.value} sure that this is ${label}, and needs ${gate.limit}`,
  opted_out: () => 'the customer has opted out',
  personal: () => 'the conversation is marked personal',
  handoff: () => 'the conversation is with a person',
  human_active: () => 'a person has just written here',
  credentials: () => 'the sending number has a problem',
  disclosure: () => 'the AI disclosure is missing',
  validation: () => 'a check found a problem',
  guardrail: () => 'it quotes something that could not be confirmed',
}

const isGate = (code: string): code is GateCode => code in BECAUSE

/** Why a text was taken back, besides the gates. */
const TAKEN_BACK: Record<string, string> = {
  undone: 'its sending was undone',
  cancelled: 'its sending was cancelled',
  audit: 'the audit log could not be written',
  newer_inbound: 'the customer wrote again before it left',
  resumed: 'the conversation was resumed before it left',
  restored: 'the server was restored from a backup',
}

/** Why a queued text did not leave, as the end of a sentence. */
export function takenBack(reason: string): string {
  return TAKEN_BACK[reason] ?? (isGate(reason) ? BECAUSE[reason](undefined, 'this intent') : reason)
}

/** The same of what held a reply back when it came, and does so no longer. */
const THEN: Partial<Record<GateCode, (label: string) => string>> = {
  plan: () => 'the venue was on the FREE plan',
  kill_switch: () => 'auto-send was stopped',
  master: () => 'auto-send was switched off for the venue',
  agent_mode: () => "the agent's reply mode was draft",
  conversation_mode: () => 'this conversation was set to draft',
  intent_mode: (label) => `${label} was set to draft`,
  training: (label) => `${label} was still in training`,
  sparks: () => 'the venue was out of AI credits',
  opted_out: () => 'the customer had opted out',
  personal: () => 'the conversation was marked personal',
  handoff: () => 'the conversation was with a person',
  human_active: () => 'a person had just written here',
  credentials: () => 'the sending number had a problem',
}

/** What gates read of the venue and the conversation, as it is now. */
export interface Present {
  readonly now: number
  readonly venue: Pick<VenueRow, 'plan' | 'killSwitch' | 'masterSwitch' | 'sparksEmpty' | 'credentials'>
  readonly agent: Pick<AgentRow, 'replyMode' | 'active'> | undefined
  readonly policy: Pick<PolicyRow, 'mode' | 'unlocked' | 'training'> | undefined
  readonly conversation: Pick<ConversationRow, 'replyMode' | 'personal' | 'handoff' | 'humanUntil'>
  readonly optedOut: boolean
}

/** Whether the gate would keep a reply back now; null: it is about the reply, or about when the text came. */
function holdsNow(code: string, present: Present): boolean | null {
  const { venue, agent, policy, conversation: c } = present
  switch (code) {
    case 'plan':
      return venue.plan !== 'PRO'
    case 'kill_switch':
      return venue.killSwitch.engaged
    case 'master':
      return !venue.masterSwitch.on || venue.masterSwitch.acknowledgedAt === null
    case 'agent_mode':
      return agent?.active === false || (c.replyMode === null && agent?.replyMode !== 'auto')
    case 'conversation_mode':
      return c.replyMode !== null && c.replyMode !== 'auto'
    case 'intent_mode':
      return policy !== undefined && policy.mode !== 'auto'
    case 'training':
      return policy !== undefined && !policy.unlocked
    case 'sparks':
      return venue.sparksEmpty
    case 'opted_out':
      return present.optedOut
    case 'personal':
      return c.personal
    case 'handoff':
      return c.handoff !== null
    case 'human_active':
      return c.humanUntil !== null && c.humanUntil > present.now
    case 'credentials':
      return !venue.credentials.healthy
    default:
      return null
  }
}

/** Training goes on: its count is the one of now. */
function gateNow(gate: GateResult | undefined, present: Present): GateResult | undefined {
  if (gate?.code !== 'training' || present.policy === undefined) return gate
  const { reviewed, needed } = present.policy.training
  return { ...gate, value: reviewed, limit: needed }
}

/** The first of what held it back that still does; null: none of it does. */
export function holding(draft: DraftRow, present: Present): string | null {
  return draft.reasons.find((code) => holdsNow(code, present) !== false) ?? null
}

/** One plain sentence: why this reply waits for a person. What has changed since is not said as if it still were so. */
export function whyDraft(draft: DraftRow, decision: DecisionRow | null, present: Present | null): string {
  const label = intentOf(draft.intent).label
  const gate = (code: string) =>
    decision?.inboundMessageId === draft.inboundMessageId ? decision.gates.find((g) => g.code === code) : undefined
  const because = (code: string) => {
    if (!isGate(code)) return undefined
    if (present === null) return BECAUSE[code](gate(code), label)
    const then = holdsNow(code, present) === false ? THEN[code] : undefined
    return then === undefined ? BECAUSE[code](gateNow(gate(code), present), label) : then(label)
  }
  if (draft.returned !== null) {
    return `Back as a draft: ${TAKEN_BACK[draft.returned] ?? because(draft.returned) ?? draft.returned}.`
  }
  const first = draft.reasons[0]
  if (first === undefined) return 'Held as a draft for a person to look at.'
  const still = present === null ? first : holding(draft, present)
  if (still !== null) return `Held as a draft: ${because(still) ?? still}.`
  return `Held as a draft when it came: ${because(first) ?? first}.`
}

/** The limit that the confidence bar marks, 0 to 1, or null where none applies. */
export function thresholdOf(
  draft: DraftRow,
  policy: { threshold: number | null; floor: number | null } | undefined,
): number | null {
  const floor = policy?.floor ?? intentOf(draft.intent).floor
  if (floor === null) return null
  return Math.max(floor, policy?.threshold ?? floor)
}

const OUTCOME: Record<DecisionRow['outcome'], string> = {
  auto_queued: 'Every gate passed: the reply was sent by itself.',
  drafted: 'A reply was written and held for a person.',
  escalated: 'No reply was written: this needs a person.',
  handed_off: 'Handed off to a person: the AI stays silent.',
  quiet: 'Stayed quiet: no reply is needed.',
  off: 'The AI does not answer this kind of text.',
  merged: 'Answered together with the text that followed.',
  keyword: 'A keyword such as STOP: recorded, and never answered.',
  no_ai: 'No AI runs on the FREE plan.',
}

export const outcomeText = (outcome: DecisionRow['outcome']): string => OUTCOME[outcome]
