import { Plus } from 'lucide-react'
import { useRef } from 'react'
import { MACRO_PREFIX } from '#shared/keys.ts'
import type { MacroStep } from '#shared/macro-steps.ts'
import type { VenueView } from '#shared/rpc.ts'
import { MOST } from '#shared/settings.ts'
import { Button, Keys } from '../../ui/button.tsx'
import { PillTag } from '../../ui/pill.tsx'
import { stepsText } from '../../words/macro.ts'
import { capitalised } from '../../words/text.ts'
import { Editor, RemoveButton } from '../editor.tsx'
import { TextField } from '../fields.tsx'
import { useForm } from '../form.ts'
import { type OpenRow, useOpenRow } from '../open-row.ts'
import { Box, BoxHead, Nothing } from '../parts.tsx'
import { problemsOf } from '../problems.ts'
import { TemplateField } from './placeholders.tsx'
import type { CannedProps } from './props.ts'
import { SharedChoice } from './shared-choice.tsx'
import { Steps } from './steps.tsx'

type Macro = VenueView['macros'][number]

export function Macros({ view, online, owner }: CannedProps) {
  const { macros } = view
  const row = useOpenRow(macros.map((m) => m.id))
  return (
    <Box label="Macros">
      <BoxHead title="Macros" text="A reply and what follows from it, in one go, with one undo for all of it.">
        <Button size="small" disabled={!online || macros.length >= MOST.macros} onClick={() => row.open('new')}>
          <Plus size={14} aria-hidden="true" />
          Add a macro
        </Button>
      </BoxHead>
      {row.id === 'new' && <MacroForm macro={null} view={view} online={online} owner={owner} row={row} />}
      <ul>
        {macros.map((macro) => (
          <li key={macro.id} ref={row.refOf(macro.id)} className="border-line border-t">
            {row.id === macro.id ? (
              <MacroForm macro={macro} view={view} online={online} owner={owner} row={row} />
            ) : (
              <MacroLine
                macro={macro}
                view={view}
                onEdit={owner || macro.personId !== null ? () => row.open(macro.id) : null}
              />
            )}
          </li>
        ))}
      </ul>
      {macros.length === 0 && row.id !== 'new' && (
        <Nothing>No macros yet. “Thanks, and close” saves a key or two on every goodbye.</Nothing>
      )}
    </Box>
  )
}

interface LineProps {
  readonly macro: Macro
  readonly view: VenueView
  readonly onEdit: (() => void) | null
}

function MacroLine({ macro, view, onEdit }: LineProps) {
  const nameOf = (id: string) => view.people.find((p) => p.id === id)?.name ?? 'somebody who has left'
  return (
    <div className="@container flex items-start gap-4 px-4.5 py-3">
      <div className="min-w-0 flex-1">
        <h3 className="flex items-center gap-2 font-strong">
          <span className="truncate">{macro.name}</span>
          <PillTag tone="quiet">{macro.personId === null ? 'Everybody' : 'Only you'}</PillTag>
          {macro.key !== null && (
            <>
              <span className="sr-only">
                Keys {MACRO_PREFIX} {macro.key}
              </span>
              <Keys chord={`${MACRO_PREFIX} ${macro.key}`} />
            </>
          )}
        </h3>
        {macro.text !== '' && (
          <p dir="auto" className="whitespace-pre-wrap text-dim [overflow-wrap:anywhere]">
            {macro.text}
          </p>
        )}
        {macro.steps.length > 0 && <p className="text-faint text-xs">{capitalised(stepsText(macro.steps, nameOf))}</p>}
      </div>
      {onEdit !== null && (
        <Button size="small" aria-label={`Edit ${macro.name}`} onClick={onEdit}>
          Edit
        </Button>
      )}
    </div>
  )
}

interface FormProps extends CannedProps {
  readonly macro: Macro | null
  readonly row: OpenRow
}

function MacroForm({ macro, view, online, owner, row }: FormProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const form = useForm(
    {
      name: macro?.name ?? '',
      text: macro?.text ?? '',
      steps: (macro?.steps ?? []) as readonly MacroStep[],
      key: macro?.key ?? '',
      shared: owner,
    },
    macro?.seq,
  )
  const { name, text, shared } = form.value
  const payload = { name, text, steps: [...form.value.steps], key: form.value.key === '' ? null : form.value.key }
  const problems = problemsOf('macro.add', { ...payload, shared })
  const taken = view.macros.find((m) => m.key !== null && m.key === payload.key && m.id !== macro?.id)
  const save = async () => {
    const saved = macro
      ? await form.save('macro.edit', { macroId: macro.id, ...payload })
      : await form.save('macro.add', { ...payload, shared })
    if (saved !== null) row.close()
  }
  return (
    <Editor
      label={macro === null ? 'New macro' : `Edit ${macro.name}`}
      form={form}
      canSave={online && form.dirty && Object.keys(problems).length === 0 && taken === undefined}
      onSave={() => void save()}
      onCancel={row.close}
      extra={
        macro !== null && (
          <RemoveButton
            what="this macro"
            disabled={!online}
            onRemove={() => void form.save('macro.remove', { macroId: macro.id }).then((saved) => saved && row.close())}
          />
        )
      }
    >
      <div className="flex items-end gap-3">
        <TextField
          label="Name"
          className="flex-1"
          value={name}
          placeholder="Thanks, and close"
          problem={name === '' ? undefined : problems.name}
          hint="What you type behind the /"
          disabled={!online}
          onChange={(next) => form.set({ name: next })}
        />
        <TextField
          label={`Key after ${MACRO_PREFIX} (optional)`}
          className="w-44"
          value={form.value.key}
          maxLength={1}
          problem={taken === undefined ? problems.key : `is the one of ${taken.name}`}
          hint="A letter or a digit"
          disabled={!online}
          onChange={(next) => form.set({ key: next.toLowerCase() })}
        />
        {macro === null && owner && (
          <SharedChoice shared={shared} online={online} onChange={(next) => form.set({ shared: next })} />
        )}
      </div>
      <TemplateField
        label="Reply (optional)"
        value={text}
        view={view}
        field={field}
        disabled={!online}
        problem={problems.text}
        onChange={(next) => form.set({ text: next })}
      />
      <Steps
        steps={form.value.steps}
        people={view.people}
        disabled={!online}
        problem={form.dirty && name !== '' ? problems.steps : undefined}
        onChange={(steps) => form.set({ steps })}
      />
    </Editor>
  )
}
