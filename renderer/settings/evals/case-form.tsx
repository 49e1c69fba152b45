import { Plus, X } from 'lucide-react'
import { EVAL_OUTCOMES, type EvalExpect } from '#shared/evals.ts'
import { INTENT_KEYS, intentOf } from '#shared/intents.ts'
import type { VenueView } from '#shared/rpc.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Choose } from '../../ui/choose.tsx'
import { OUTCOME_WORDS } from '../../words/evals.ts'
import { Editor, RemoveButton } from '../editor.tsx'
import { Chips, Field, INPUT, TextField } from '../fields.tsx'
import { useForm } from '../form.ts'
import type { OpenRow } from '../open-row.ts'
import { problemsOf } from '../problems.ts'
import type { Case } from './case-line.tsx'

interface CaseFormProps {
  readonly of: Case | null
  readonly view: VenueView
  readonly online: boolean
  readonly row: OpenRow
}

const NOTHING: EvalExpect = { contains: [], avoids: [] }
const MOST_TEXTS = 6

export function CaseForm({ of, view, online, row }: CaseFormProps) {
  const form = useForm<{ name: string; agentId: string; texts: string[]; expect: EvalExpect }>(
    {
      name: of?.name ?? '',
      agentId: of?.agentId ?? view.agents[0]?.id ?? '',
      texts: [...(of?.texts ?? [''])],
      expect: of?.expect ?? NOTHING,
    },
    of?.seq,
  )
  const { name, agentId, texts, expect } = form.value
  const problems = problemsOf('eval.edit', { evalId: of?.id ?? 'new', ...form.value })
  const save = async () => {
    const saved =
      of === null
        ? await form.save('eval.add', form.value)
        : await form.save('eval.edit', { evalId: of.id, ...form.value })
    if (saved !== null) row.close()
  }
  const setText = (at: number, text: string) => form.set({ texts: texts.map((was, i) => (i === at ? text : was)) })
  return (
    <Editor
      label={of === null ? 'New case' : `Edit ${of.name}`}
      form={form}
      canSave={online && form.dirty && Object.keys(problems).length === 0}
      onSave={() => void save()}
      onCancel={row.close}
      extra={
        of !== null && (
          <RemoveButton
            what="this case"
            disabled={!online}
            onRemove={() => void form.save('eval.remove', { evalId: of.id }).then((saved) => saved && row.close())}
          />
        )
      }
    >
      <div className="flex items-end gap-4">
        <TextField
          label="Name"
          className="flex-1"
          value={name}
          problem={name === '' ? undefined : problems.name}
          disabled={!online}
          onChange={(next) => form.set({ name: next })}
        />
        <Pick
          label="Agent"
          value={agentId}
          choices={view.agents.map((agent) => ({ value: agent.id, label: agent.name }))}
          disabled={!online}
          onChange={(next) => form.set({ agentId: next })}
        />
      </div>
      <fieldset disabled={!online} className="flex flex-col gap-2">
        <legend className="mb-1 text-dim text-xs">What the customer writes, one text after the other</legend>
        {texts.map((text, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text that is being typed has no other name.
          <div key={i} className="flex gap-2">
            <textarea
              aria-label={`Text ${i + 1}`}
              rows={1}
              value={text}
              maxLength={1_600}
              onChange={(event) => setText(i, event.target.value)}
              className={`${INPUT} h-auto resize-y py-1.5`}
            />
            {texts.length > 1 && (
              <IconButton
                label={`Remove text ${i + 1}`}
                onClick={() => form.set({ texts: texts.filter((_, at) => at !== i) })}
              >
                <X size={15} aria-hidden="true" />
              </IconButton>
            )}
          </div>
        ))}
        {texts.length < MOST_TEXTS && (
          <Button
            size="small"
            look="quiet"
            className="-ml-2 self-start"
            onClick={() => form.set({ texts: [...texts, ''] })}
          >
            <Plus size={14} aria-hidden="true" />
            Another text right after
          </Button>
        )}
      </fieldset>
      <Expect expect={expect} view={view} disabled={!online} onChange={(next) => form.set({ expect: next })} />
      {form.dirty && problems.expect !== undefined && (
        <p className="text-faint text-xs">A case expects one thing at least.</p>
      )}
    </Editor>
  )
}

const ANY = '-'

interface PickProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly disabled: boolean
  readonly onChange: (value: string) => void
}

function Pick({ label, ...rest }: PickProps) {
  return (
    <div className="flex min-w-28 flex-col gap-1">
      <span className="text-dim text-xs">{label}</span>
      <div className="flex h-8 items-center">
        <Choose label={label} {...rest} />
      </div>
    </div>
  )
}

interface ExpectProps {
  readonly expect: EvalExpect
  readonly view: VenueView
  readonly disabled: boolean
  readonly onChange: (expect: EvalExpect) => void
}

const INTENT_CHOICES = INTENT_KEYS.map((key) => ({ value: key, label: intentOf(key).label }))

function Expect({ expect, view, disabled, onChange }: ExpectProps) {
  /** A key that is absent expects nothing. */
  const set = (change: { readonly [K in keyof EvalExpect]?: EvalExpect[K] | undefined }) =>
    onChange(
      Object.fromEntries(
        Object.entries({ ...expect, ...change }).filter(([, value]) => value !== undefined),
      ) as EvalExpect,
    )
  const intent = (value: string) => INTENT_KEYS.find((key) => key === value)
  const warrant = expect.warrant === undefined ? ANY : expect.warrant ? 'yes' : 'no'
  const services = view.services.filter((one) => one.active || one.id === expect.priceOf)
  return (
    <fieldset disabled={disabled} className="flex flex-col gap-3 border-line border-t pt-3">
      <legend className="sr-only">What must hold</legend>
      <div className="grid grid-cols-3 gap-x-4 gap-y-2">
        <Pick
          label="Is read as"
          value={expect.intent ?? ANY}
          choices={[{ value: ANY, label: 'Anything' }, ...INTENT_CHOICES]}
          disabled={disabled}
          onChange={(value) => set({ intent: intent(value) })}
        />
        <Pick
          label="Is not read as"
          value={expect.notIntent ?? ANY}
          choices={[{ value: ANY, label: 'No matter' }, ...INTENT_CHOICES]}
          disabled={disabled}
          onChange={(value) => set({ notIntent: intent(value) })}
        />
        <Pick
          label="Wants a reply"
          value={warrant}
          choices={[
            { value: ANY, label: 'No matter' },
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]}
          disabled={disabled}
          onChange={(value) => set({ warrant: value === ANY ? undefined : value === 'yes' })}
        />
        <Pick
          label="What becomes of it"
          value={expect.outcome ?? ANY}
          choices={[
            { value: ANY, label: 'No matter' },
            ...EVAL_OUTCOMES.map((value) => ({ value, label: OUTCOME_WORDS[value] })),
          ]}
          disabled={disabled}
          onChange={(value) => set({ outcome: EVAL_OUTCOMES.find((one) => one === value) })}
        />
        <Pick
          label="Quotes the price of"
          value={expect.priceOf ?? ANY}
          choices={[{ value: ANY, label: 'No matter' }, ...services.map((one) => ({ value: one.id, label: one.name }))]}
          disabled={disabled}
          onChange={(value) => set({ priceOf: value === ANY ? undefined : value })}
        />
      </div>
      <div className="grid grid-cols-2 gap-4">
        <Chips
          label="The reply says"
          values={expect.contains}
          commas={false}
          disabled={disabled}
          hint="Words, a price, a time; Enter adds one."
          onChange={(contains) => set({ contains })}
        />
        <Chips
          label="The reply does not say"
          values={expect.avoids}
          commas={false}
          disabled={disabled}
          onChange={(avoids) => set({ avoids })}
        />
      </div>
      {expect.unlike !== undefined && (
        <Field label="The faulty text, which must not be given again" hint="Empty: it may.">
          {(control) => (
            <textarea
              {...control}
              rows={2}
              value={expect.unlike}
              maxLength={1_600}
              onChange={(event) => set({ unlike: event.target.value === '' ? undefined : event.target.value })}
              className={`${INPUT} h-auto resize-y py-1.5`}
            />
          )}
        </Field>
      )}
    </fieldset>
  )
}
