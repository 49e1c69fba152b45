import { readCondition } from '#shared/condition.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { VenueView } from '#shared/rpc.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { ruleText } from '../../words/guidance.ts'
import { Editor, RemoveButton } from '../editor.tsx'
import { Field, INPUT, TextField } from '../fields.tsx'
import { useForm } from '../form.ts'
import type { OpenRow } from '../open-row.ts'
import { problemsOf } from '../problems.ts'
import { Intents } from './agent-fields.tsx'
import type { Check } from './check.tsx'
import { type Agent, type Card, cardsOf, put, useOnScreen } from './on-screen.ts'

interface CardFormProps {
  readonly agent: Agent
  readonly view: VenueView
  readonly surface: Card['surface']
  readonly card: ReturnType<typeof cardsOf>[number] | null
  readonly online: boolean
  readonly row: OpenRow
  readonly check: Check
}

const REPLY_EFFECTS = [
  { value: 'say', label: 'Add these words' },
  { value: 'rule', label: 'Rule for the writer' },
] as const
const CLASSIFIER_EFFECTS = [
  { value: 'always_reply', label: 'Always reply' },
  { value: 'stay_quiet', label: 'Stay quiet' },
] as const

const TEXT_HINT = {
  say: 'Added to the reply as it stands. It passes the same checks as every reply: prices, times and links must be true.',
  rule: 'For a language model. The local engine cannot follow it: give it words to add instead.',
}

export function CardForm({ agent, view, surface, card, online, row, check }: CardFormProps) {
  const form = useForm<{ effect: Card['effect']; condition: string; intents: IntentKey[]; text: string }>(
    {
      effect: card?.effect ?? (surface === 'reply' ? 'say' : 'always_reply'),
      condition: card?.condition ?? '',
      intents: [...(card?.intents ?? [])],
      text: card?.text ?? '',
    },
    card?.seq,
  )
  const { effect, condition, intents } = form.value
  const judged = effect === 'always_reply' || effect === 'stay_quiet'
  // What a card for the classifier does stands in its effect and its condition; its words are those in one.
  const text = judged ? ruleText(effect, form.value) : form.value.text
  const payload = { effect, condition, intents, text }
  const problems = problemsOf('guidance.add', { agentId: agent.id, surface, ...payload })
  const sound = Object.keys(problems).length === 0
  const shown: Card = { id: card?.id ?? 'new', agentId: agent.id, surface, on: card?.on ?? true, ...payload }
  useOnScreen(`card ${surface}`, form.dirty && sound ? { kind: 'card', card: shown } : null)
  const all = cardsOf(view, agent.id)
  const save = async () => {
    if (!(await check.ask({ guidance: put<Card>(all, shown) }))) return
    const saved =
      card === null
        ? await form.save('guidance.add', { agentId: agent.id, surface, ...payload })
        : await form.save('guidance.edit', { guidanceId: card.id, ...payload })
    if (saved !== null) row.close()
  }
  const remove = async () => {
    if (card === null || !(await check.ask({ guidance: all.filter((one) => one.id !== card.id) }))) return
    if ((await form.save('guidance.remove', { guidanceId: card.id })) !== null) row.close()
  }
  return (
    <Editor
      label={card === null ? 'New card' : 'Edit card'}
      form={{ ...form, busy: form.busy || check.busy }}
      canSave={online && form.dirty && sound}
      onSave={() => void save()}
      onCancel={row.close}
      extra={card !== null && <RemoveButton what="this card" disabled={!online} onRemove={() => void remove()} />}
    >
      <div>
        <Segmented<Card['effect']>
          label="What it does"
          value={effect}
          segments={surface === 'reply' ? REPLY_EFFECTS : CLASSIFIER_EFFECTS}
          disabled={!online}
          onChange={(next) => form.set({ effect: next })}
        />
      </div>
      <TextField
        label="When"
        value={condition}
        problem={problems.condition}
        placeholder="someone mentions a refund"
        hint={
          readCondition(condition).kind === 'unclear'
            ? 'This denies or compares, which only a language model can tell: the local engine leaves the card out.'
            : 'A situation in plain words, such as “someone mentions a refund or wants their money back”; empty: every text.'
        }
        disabled={!online}
        onChange={(next) => form.set({ condition: next })}
      />
      {!judged && (
        <Field
          label={effect === 'say' ? 'Words to add' : 'Rule'}
          problem={form.dirty && text !== '' ? problems.text : undefined}
          hint={TEXT_HINT[effect]}
        >
          {(control) => (
            <textarea
              {...control}
              rows={2}
              value={text}
              disabled={!online}
              onChange={(event) => form.set({ text: event.target.value })}
              className={`${INPUT} h-auto resize-y py-1.5`}
            />
          )}
        </Field>
      )}
      <Intents value={intents} disabled={!online} onChange={(next) => form.set({ intents: next })} />
    </Editor>
  )
}
