import { Plus } from 'lucide-react'
import { useRef } from 'react'
import type { VenueView } from '#shared/rpc.ts'
import { MOST } from '#shared/settings.ts'
import { Button } from '../../ui/button.tsx'
import { PillTag } from '../../ui/pill.tsx'
import { Editor, RemoveButton } from '../editor.tsx'
import { TextField } from '../fields.tsx'
import { useForm } from '../form.ts'
import { type OpenRow, useOpenRow } from '../open-row.ts'
import { Box, BoxHead, Nothing } from '../parts.tsx'
import { problemsOf } from '../problems.ts'
import { TemplateField } from './placeholders.tsx'
import type { CannedProps } from './props.ts'
import { SharedChoice } from './shared-choice.tsx'

type Snippet = VenueView['snippets'][number]

export function Snippets({ view, online, owner }: CannedProps) {
  const { snippets } = view
  const row = useOpenRow(snippets.map((s) => s.id))
  return (
    <Box label="Snippets">
      <BoxHead title="Snippets" text="A text that you send again and again.">
        <Button size="small" disabled={!online || snippets.length >= MOST.snippets} onClick={() => row.open('new')}>
          <Plus size={14} aria-hidden="true" />
          Add a snippet
        </Button>
      </BoxHead>
      {row.id === 'new' && <SnippetForm snippet={null} view={view} online={online} owner={owner} row={row} />}
      <ul>
        {snippets.map((snippet) => (
          <li key={snippet.id} ref={row.refOf(snippet.id)} className="border-line border-t">
            {row.id === snippet.id ? (
              <SnippetForm snippet={snippet} view={view} online={online} owner={owner} row={row} />
            ) : (
              <SnippetLine
                snippet={snippet}
                onEdit={owner || snippet.personId !== null ? () => row.open(snippet.id) : null}
              />
            )}
          </li>
        ))}
      </ul>
      {snippets.length === 0 && row.id !== 'new' && (
        <Nothing>No snippets yet. Begin with what you type every day: directions, parking, how to cancel.</Nothing>
      )}
    </Box>
  )
}

function SnippetLine({ snippet, onEdit }: { readonly snippet: Snippet; readonly onEdit: (() => void) | null }) {
  return (
    <div className="flex items-start gap-4 px-4.5 py-3">
      <div className="min-w-0 flex-1">
        <h3 className="flex items-center gap-2 font-strong">
          <span className="truncate">{snippet.name}</span>
          <PillTag tone="quiet">{snippet.personId === null ? 'Everybody' : 'Only you'}</PillTag>
        </h3>
        <p dir="auto" className="whitespace-pre-wrap text-dim [overflow-wrap:anywhere]">
          {snippet.text}
        </p>
      </div>
      {onEdit !== null && (
        <Button size="small" aria-label={`Edit ${snippet.name}`} onClick={onEdit}>
          Edit
        </Button>
      )}
    </div>
  )
}

interface FormProps extends CannedProps {
  readonly snippet: Snippet | null
  readonly row: OpenRow
}

function SnippetForm({ snippet, view, online, owner, row }: FormProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const form = useForm({ name: snippet?.name ?? '', text: snippet?.text ?? '', shared: owner }, snippet?.seq)
  const { name, text, shared } = form.value
  const problems = problemsOf('snippet.add', { name, text, shared })
  const save = async () => {
    const saved = snippet
      ? await form.save('snippet.edit', { snippetId: snippet.id, name, text })
      : await form.save('snippet.add', { name, text, shared })
    if (saved !== null) row.close()
  }
  return (
    <Editor
      label={snippet === null ? 'New snippet' : `Edit ${snippet.name}`}
      form={form}
      canSave={online && form.dirty && Object.keys(problems).length === 0}
      onSave={() => void save()}
      onCancel={row.close}
      extra={
        snippet !== null && (
          <RemoveButton
            what="this snippet"
            disabled={!online}
            onRemove={() =>
              void form.save('snippet.remove', { snippetId: snippet.id }).then((saved) => saved && row.close())
            }
          />
        )
      }
    >
      <div className="flex items-end gap-6">
        <TextField
          label="Name"
          className="flex-1"
          value={name}
          placeholder="Parking"
          problem={name === '' ? undefined : problems.name}
          hint="What you type behind the /"
          disabled={!online}
          onChange={(next) => form.set({ name: next })}
        />
        {snippet === null && owner && (
          <SharedChoice shared={shared} online={online} onChange={(next) => form.set({ shared: next })} />
        )}
      </div>
      <TemplateField
        label="Text"
        value={text}
        view={view}
        field={field}
        disabled={!online}
        problem={text === '' ? undefined : problems.text}
        onChange={(next) => form.set({ text: next })}
      />
    </Editor>
  )
}
