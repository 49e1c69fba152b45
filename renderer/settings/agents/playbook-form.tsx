import { readCondition } from '#shared/condition.ts'
import type { IntentKey } from '#shared/intents.ts'
import type { PlaybookField } from '#shared/rows.ts'
import { Toggle } from '../../ui/toggle.tsx'
import { Editor, RemoveButton } from '../editor.tsx'
import { Chips, TextField } from '../fields.tsx'
import { useForm } from '../form.ts'
import type { OpenRow } from '../open-row.ts'
import { problemsOf } from '../problems.ts'
import { Intents } from './agent-fields.tsx'
import type { Check } from './check.tsx'
import { Collect, newField } from './collect.tsx'
import { type Agent, type Playbook, type playbooksOf, put, useOnScreen } from './on-screen.ts'

interface PlaybookFormProps {
  readonly agent: Agent
  readonly playbooks: ReturnType<typeof playbooksOf>
  readonly playbook: ReturnType<typeof playbooksOf>[number] | null
  readonly online: boolean
  readonly row: OpenRow
  readonly check: Check
}

export function PlaybookForm({ agent, playbooks, playbook, online, row, check }: PlaybookFormProps) {
  const form = useForm<{
    name: string
    goal: string
    condition: string
    intents: IntentKey[]
    collect: PlaybookField[]
    route: Playbook['route']
    text: string
  }>(
    {
      name: playbook?.name ?? '',
      goal: playbook?.goal ?? '',
      condition: playbook?.condition ?? '',
      intents: [...(playbook?.intents ?? [])],
      collect: playbook?.collect.map((field) => ({ ...field })) ?? [newField([])],
      route: playbook?.route ?? { kinds: ['call'], ask: false, question: '' },
      text: playbook?.text ?? '',
    },
    playbook?.seq,
  )
  const { value } = form
  const problems = problemsOf('playbook.add', { agentId: agent.id, ...value })
  const sound = Object.keys(problems).length === 0
  const shown = form.dirty ? problems : {}
  const card: Playbook = { id: playbook?.id ?? 'new', agentId: agent.id, on: playbook?.on ?? true, ...value }
  useOnScreen('playbook', form.dirty && sound ? { kind: 'playbook', playbook: card } : null)
  const save = async () => {
    if (!(await check.ask({ playbooks: put<Playbook>(playbooks, card) }))) return
    const saved =
      playbook === null
        ? await form.save('playbook.add', { agentId: agent.id, ...value })
        : await form.save('playbook.edit', { playbookId: playbook.id, ...value })
    if (saved !== null) row.close()
  }
  const remove = async () => {
    if (playbook === null) return
    if (!(await check.ask({ playbooks: playbooks.filter((one) => one.id !== playbook.id) }))) return
    if ((await form.save('playbook.remove', { playbookId: playbook.id })) !== null) row.close()
  }
  const route = (change: Partial<Playbook['route']>) => form.set({ route: { ...value.route, ...change } })
  return (
    <Editor
      label={playbook === null ? 'New playbook' : `Edit ${playbook.name}`}
      form={{ ...form, busy: form.busy || check.busy }}
      canSave={online && form.dirty && sound}
      onSave={() => void save()}
      onCancel={row.close}
      extra={
        playbook !== null && <RemoveButton what="this playbook" disabled={!online} onRemove={() => void remove()} />
      }
    >
      <TextField
        label="Name"
        value={value.name}
        placeholder="Bridal party"
        problem={value.name === '' ? undefined : shown.name}
        disabled={!online}
        onChange={(name) => form.set({ name })}
      />
      <TextField
        label="Goal"
        value={value.goal}
        placeholder="Enough to quote for a bridal party, and a call to talk it through"
        problem={shown.goal}
        disabled={!online}
        onChange={(goal) => form.set({ goal })}
      />
      <TextField
        label="Begins when"
        value={value.condition}
        placeholder="someone asks about a wedding or a bridal party"
        problem={shown.condition}
        hint={
          readCondition(value.condition).kind === 'unclear'
            ? 'This denies or compares, which only a language model can tell: with the local engine it never begins.'
            : 'A situation in plain words. With intents chosen below, both must fit; one of the two is needed.'
        }
        disabled={!online}
        onChange={(condition) => form.set({ condition })}
      />
      <Intents value={value.intents} disabled={!online} onChange={(intents) => form.set({ intents })} />
      <Collect
        fields={value.collect}
        problem={shown.collect}
        disabled={!online}
        onChange={(collect) => form.set({ collect })}
      />
      <fieldset disabled={!online} className="flex flex-col gap-3 border-line border-t pt-3">
        <legend className="sr-only">Handoff</legend>
        <Chips
          label="Handed off by"
          values={value.route.kinds}
          problem={shown.route}
          disabled={!online}
          hint="“call”, “meeting”, “sales team”: what your team sees. With several, the first stands unless the customer is asked."
          onChange={(kinds) => route({ kinds })}
        />
        <div className="flex items-center gap-2.5">
          <Toggle
            label="The customer chooses the route"
            on={value.route.ask}
            disabled={!online || (value.route.kinds.length < 2 && !value.route.ask)}
            onChange={(ask) => route({ ask })}
          />
          The customer chooses the route
        </div>
        {value.route.ask && (
          <TextField
            label="Question about the route"
            value={value.route.question}
            placeholder="Would you like a call, or to come in for a meeting?"
            onChange={(question) => route({ question })}
          />
        )}
        <TextField
          label="What the customer is told at the end (optional)"
          value={value.text}
          problem={shown.text}
          hint="In place of the venue’s own words at a handoff."
          onChange={(text) => form.set({ text })}
        />
      </fieldset>
    </Editor>
  )
}
