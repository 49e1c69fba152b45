/** Guidance cards and playbooks in sentences. */
import { type IntentKey, intentOf } from '#shared/intents.ts'
import type { GuidanceRow, PlaybookRow, PlaybookRunRow } from '#shared/rows.ts'

type Scope = Pick<GuidanceRow, 'intents' | 'condition'>

const labels = (intents: readonly IntentKey[]) => intents.map((key) => intentOf(key).label).join(', ')

/** "When someone mentions a refund, in Pricing": where it applies. */
export function scopeText({ intents, condition }: Scope): string {
  const when = condition.trim().replace(/^when\s+/i, '')
  if (when === '') return intents.length === 0 ? 'For every text' : `For ${labels(intents)}`
  return `When ${when}${intents.length === 0 ? '' : `, in ${labels(intents)}`}`
}

const EFFECTS: Record<GuidanceRow['effect'], string> = {
  say: 'Adds',
  rule: 'Rule for the writer',
  always_reply: 'Always reply',
  stay_quiet: 'Stay quiet',
}

export const effectText = (effect: GuidanceRow['effect']): string => EFFECTS[effect]

/** What a card for the classifier says, whole: "Always reply when someone mentions a refund." */
export function ruleText(effect: 'always_reply' | 'stay_quiet', scope: Scope): string {
  const where = scopeText(scope)
  return `${EFFECTS[effect]} ${where[0]!.toLowerCase()}${where.slice(1)}`
}

/** The one that a list's buttons name: what a card is called. */
export function cardName(card: Pick<GuidanceRow, 'surface' | 'effect' | 'text' | 'intents' | 'condition'>): string {
  if (card.effect === 'always_reply' || card.effect === 'stay_quiet') return ruleText(card.effect, card)
  return card.text
}

/** "Asks for name, date; hands off by a call or a meeting, as the customer chooses" */
export function playbookText({ collect, route }: Pick<PlaybookRow, 'collect' | 'route'>): string {
  const asks = collect.map((field) => field.label.toLowerCase()).join(', ')
  const [first] = route.kinds
  const to = route.ask ? `${route.kinds.join(' or ')}, as the customer chooses` : (first ?? '')
  return `Asks for ${asks}; hands off: ${to}`
}

/** "2 of 3 collected (Date: 4 June; How many: 5)" */
export function runText(
  { state, collected }: { readonly state: PlaybookRunRow['state']; readonly collected: PlaybookRunRow['collected'] },
  of: number,
): string {
  if (state === 'left') return 'left by the customer'
  const known = collected.map(({ label, value }) => `${label}: ${value}`).join('; ')
  return `${collected.length} of ${of} collected${known === '' ? '' : ` (${known})`}`
}
